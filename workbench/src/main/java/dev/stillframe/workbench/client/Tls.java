package dev.stillframe.workbench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

/** TLS over a channel that never waits, with {@code h2} by ALPN. */
final class Tls implements Wire {

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private boolean ready;

    Tls(SocketChannel channel, SSLContext context) throws IOException {
        this.channel = channel;
        engine = context.createSSLEngine("localhost", channel.socket().getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        int packet = engine.getSession().getPacketBufferSize();
        in = ByteBuffer.allocateDirect(2 * packet);
        out = ByteBuffer.allocateDirect(2 * packet);
        engine.beginHandshake();
    }

    @Override
    public boolean advance() throws IOException {
        while (!ready) {
            if (!flush()) {
                return false;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!handshakeRecord()) {
                        return false;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> finished();
            }
        }
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int before = into.position();
        int received = channel.read(in);
        in.flip();
        SSLEngineResult result;
        do {
            result = engine.unwrap(in, into);
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                engine.wrap(NOTHING, out);
                flush();
            }
        } while (result.getStatus() == SSLEngineResult.Status.OK && in.hasRemaining());
        in.compact();
        int octets = into.position() - before;
        boolean over = received < 0 || result.getStatus() == SSLEngineResult.Status.CLOSED;
        return octets == 0 && over ? -1 : octets;
    }

    @Override
    public boolean write(ByteBuffer[] octets) throws IOException {
        while (flush()) {
            if (!octets[octets.length - 1].hasRemaining()) {
                return true;
            }
            engine.wrap(octets, out);
        }
        return false;
    }

    @Override
    public void finish() throws IOException {
        engine.closeOutbound();
        if (flush()) {
            engine.wrap(NOTHING, out);
            flush();
        }
        channel.shutdownOutput();
    }

    private boolean handshakeRecord() throws IOException {
        ByteBuffer none = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        in.flip();
        SSLEngineResult result = engine.unwrap(in, none);
        in.compact();
        if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            return true;
        }
        int received = channel.read(in);
        if (received < 0) {
            throw new IOException("the peer closed within the TLS handshake");
        }
        return received > 0;
    }

    private void finished() throws IOException {
        ready = true;
        if (!"h2".equals(engine.getApplicationProtocol())) {
            throw new IOException("the peer did not choose h2");
        }
    }

    private boolean flush() throws IOException {
        out.flip();
        try {
            if (out.hasRemaining()) {
                channel.write(out);
            }
            return !out.hasRemaining();
        } finally {
            out.compact();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
