package dev.stillframe.workbench.grpc;

import dev.stillframe.workbench.front.Serving;

/** A front with one port, until something is run. */
record PlainServing(int port, Runnable stop) implements Serving {
    static Serving of(int port, Runnable stop) {
        return new PlainServing(port, stop);
    }

    @Override
    public int tlsPort() {
        return NO_PORT;
    }

    @Override
    public void close() {
        stop.run();
    }
}
