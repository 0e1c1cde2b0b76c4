package dev.stillframe.h2.runtime.net;

import java.util.concurrent.atomic.AtomicBoolean;

/** Turns of a transport's protocol that were left to the loop: one at the most. */
final class Turns {
    private final SocketTransport transport;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Runnable task = this::takeLeft;

    Turns(SocketTransport transport) {
        this.transport = transport;
    }

    void leave() {
        if (left.compareAndSet(false, true)) {
            transport.loop().execute(task);
        }
    }

    /** Leaves one if the loop is awake; says whether the loop takes it. */
    boolean leaveIfAwake() {
        if (left.compareAndSet(false, true) && !transport.loop().executeIfAwake(task)) {
            left.set(false);
            return false;
        }
        return true;
    }

    private void takeLeft() {
        left.set(false);
        take();
    }

    /** Also when the socket is gone: whoever waits in the inbox is to be told. */
    void take() {
        try {
            transport.protocol().turn();
            transport.interest();
        } catch (RuntimeException | Error e) {
            transport.failed(e);
        }
    }
}
