package dev.stillframe.h2.runtime.net;

import dev.stillframe.h2.runtime.tls.RenegotiationException;
import dev.stillframe.h2.runtime.tls.TlsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS between a socket and its protocol. On the loop. */
final class Encryption implements TlsSession.Output {
    private final SocketTransport transport;
    private final TlsSession tls;

    /** Records that wait for the socket. */
    private List<ByteBuffer> records = new ArrayList<>();

    private ByteBuffer @Nullable [] sending;

    /** Whether the protocol waits for the end of a write. */
    private boolean writing;

    Encryption(SocketTransport transport, SSLEngine engine) {
        this.transport = transport;
        this.tls = new TlsSession(engine, this, transport.loop().tls());
    }

    SSLSession session() {
        return tls.session();
    }

    /** Not while a task is under way: what comes would have to be kept. */
    boolean wantsInput() {
        return !tls.isWaiting();
    }

    void begin() {
        step(tls::begin);
    }

    void received(ByteBuffer ciphertext) {
        step(() -> tls.received(ciphertext));
    }

    void endOfInput() {
        step(tls::endOfInput);
    }

    void write(List<ByteBuffer> plaintext) {
        if (transport.isGone()) {
            transport.protocol().writeFailed(new ClosedChannelException());
            return;
        }
        writing = true;
        step(() -> tls.write(plaintext));
    }

    void closeOutput() {
        step(tls::closeOutput);
    }

    private interface Step {
        void run() throws SSLException;
    }

    /** An alert that goes with a failure is still sent. */
    private void step(Step step) {
        if (transport.isGone()) {
            return;
        }
        try {
            step.run();
        } catch (RenegotiationException e) {
            flush();
            if (!transport.protocol().refused(e.getMessage())) {
                transport.close();
            }
            return;
        } catch (SSLException e) {
            flush();
            if (writing) {
                writing = false;
                transport.protocol().writeFailed(e);
            }
            transport.abort(e);
            return;
        }
        flush();
    }

    private void flush() {
        if (sending == null && !records.isEmpty()) {
            ByteBuffer[] octets = records.toArray(ByteBuffer[]::new);
            records.clear();
            sending = octets;
            transport.send(octets);
        } else if (sending == null && writing) {
            writing = false;
            transport.protocol().written();
        }
    }

    /** The socket has taken what it was given. */
    void sent() {
        recycle();
        flush();
    }

    void sendFailed(IOException cause) {
        recycle();
        records.forEach(tls::recycle);
        records = new ArrayList<>();
        if (writing) {
            writing = false;
            transport.protocol().writeFailed(cause);
        }
    }

    private void recycle() {
        ByteBuffer[] octets = sending;
        sending = null;
        if (octets != null) {
            for (ByteBuffer record : octets) {
                tls.recycle(record);
            }
        }
    }

    @Override
    public void plaintext(ByteBuffer octets) {
        transport.protocol().received(octets);
    }

    @Override
    public void established(String protocol) {
        transport.protocol().established(protocol);
    }

    @Override
    public void ciphertext(ByteBuffer octets) {
        records.add(octets);
    }

    @Override
    public void task(Runnable task) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        transport.loop().execute(this::resume);
                    }
                });
    }

    private void resume() {
        step(tls::resume);
        if (!transport.isGone()) {
            transport.protocol().turn();
            transport.interest();
        }
    }

    @Override
    public void inputClosed() {
        transport.protocol().inputClosed();
    }
}
