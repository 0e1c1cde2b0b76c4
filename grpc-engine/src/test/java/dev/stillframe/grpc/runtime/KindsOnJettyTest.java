package dev.stillframe.grpc.runtime;

/** Calls of all kinds, on Jetty: as on a server of our own. */
class KindsOnJettyTest extends KindsTest {
    @Override
    Front front() {
        return Front.JETTY;
    }
}
