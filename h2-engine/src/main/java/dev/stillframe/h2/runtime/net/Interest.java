package dev.stillframe.h2.runtime.net;

import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** What the selector is to look for at a socket. On the loop, but where it says otherwise. */
final class Interest {
    private final SocketTransport transport;
    private @Nullable SelectionKey key;
    private boolean inputClosed;

    /** Whether reading waits for the protocol to want more. */
    private volatile boolean paused;

    Interest(SocketTransport transport) {
        this.transport = transport;
    }

    void registered(SelectionKey value) {
        key = value;
    }

    /** The socket is being connected. */
    void connect() {
        if (key != null) {
            key.interestOps(SelectionKey.OP_CONNECT);
        }
    }

    void inputClosed() {
        inputClosed = true;
    }

    boolean isInputClosed() {
        return inputClosed;
    }

    /** Looks again what the protocol wants, and what waits to be written. */
    void update() {
        SelectionKey current = key;
        if (current == null || !current.isValid()) {
            return;
        }
        boolean reads = reads();
        if (!reads && !inputClosed) {
            paused = true; // whoever changes the protocol's mind looks at this afterwards
            reads = reads();
        }
        paused &= !reads;
        int wanted =
                (reads ? SelectionKey.OP_READ : 0)
                        | (transport.isWriting() ? SelectionKey.OP_WRITE : 0);
        if (current.interestOps() != wanted) {
            current.interestOps(wanted);
        }
    }

    private boolean reads() {
        return !inputClosed && transport.wantsInput();
    }

    /** The protocol may want more input than before. By any thread. */
    void resume() {
        if (paused) {
            transport.onLoop(this::update);
        }
    }
}
