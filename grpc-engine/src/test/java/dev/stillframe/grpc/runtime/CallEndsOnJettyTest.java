package dev.stillframe.grpc.runtime;

/** How calls end early, on Jetty: as on a server of our own. */
class CallEndsOnJettyTest extends CallEndsTest {
    @Override
    Front front() {
        return Front.JETTY;
    }
}
