package dev.stillframe.grpc.runtime;

/** Input that is wrong, on Jetty: the same as on a server of our own. */
class BadInputOnJettyTest extends BadInputTest {
    @Override
    Front front() {
        return Front.JETTY;
    }
}
