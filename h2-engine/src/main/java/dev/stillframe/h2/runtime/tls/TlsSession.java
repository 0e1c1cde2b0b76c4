package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one connection, as a machine without I/O: octets go in, and what follows from them is told
 * to an {@link Output}.
 *
 * <p>It belongs to one thread. While a delegated task is under way ({@link #isWaiting()}) the
 * engine is left alone, for it would block: what is received meanwhile is kept, and a host does
 * well to read no more until then.
 *
 * <p>An {@link SSLException} from any method is the end of the session: the alert that belongs to
 * it has gone out as ciphertext before, and the host writes that and closes. The one exception is
 * {@link RenegotiationException}. No plaintext is lost that came before an error.
 *
 * <p>The output may call {@link #write}, {@link #closeOutput}, {@link #resume} and {@link #recycle}
 * while it is called, and nothing else.
 */
public final class TlsSession {
    /** Told of what comes out, on the caller's thread, within the calls of the session. */
    public interface Output {
        /**
         * Decrypted octets, valid during the call; all are taken. Those of several records may come
         * at once.
         */
        void plaintext(ByteBuffer octets);

        /**
         * The handshake is over; exactly once, before any plaintext.
         *
         * @param protocol what ALPN has chosen, "" for nothing
         */
        void established(String protocol);

        /**
         * To be written to the network, in this order. The buffer is the receiver's until it is
         * given back with {@link TlsSession#recycle}.
         */
        void ciphertext(ByteBuffer octets);

        /**
         * To be run on another thread, since it computes for long or waits; then {@link
         * TlsSession#resume} is to be called on the session's thread.
         */
        void task(Runnable task);

        /** The peer sends no more; once, after the last plaintext, or within the handshake. */
        void inputClosed();
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** A record that holds a message of a handshake (RFC 5246 section 6.2.1). */
    private static final int HANDSHAKE = 22;

    /**
     * Records in a row without data, once the handshake is over: tickets, key updates, empty ones.
     * The peer may make us answer each key update, so there must be an end.
     */
    private static final int MOST_BARREN = 32;

    /** How often the engine may want to do something else before it takes a record. */
    private static final int MOST_REFUSED = 8;

    private final SSLEngine engine;
    private final Output output;
    private final TlsBuffers buffers;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private SSLSession session;
    private @Nullable ByteBuffer plain;
    private int barren;
    private int refused;
    private boolean established;
    private boolean renegotiable;
    private boolean busy;
    private boolean waiting;
    private boolean failed;
    private boolean deaf;
    private boolean eof;
    private boolean inputClosed;
    private boolean closing;

    /** With buffers of its own, of which it keeps some even when it is quiet. */
    public TlsSession(SSLEngine engine, Output output) {
        this(engine, output, new TlsBuffers());
    }

    /**
     * One session.
     *
     * @param engine set up and not used yet, see {@link Engines}
     * @param buffers those of the thread; sessions of one thread share them
     */
    public TlsSession(SSLEngine engine, Output output, TlsBuffers buffers) {
        this.engine = engine;
        this.output = output;
        this.buffers = buffers;
        incoming = new Incoming(buffers);
        outgoing = new Outgoing(engine, buffers, output);
        session = engine.getSession();
    }

    /** Begins the handshake: a client speaks first, for a server nothing happens yet. */
    public void begin() throws SSLException {
        if (failed || waiting || established) {
            return;
        }
        try {
            engine.beginHandshake();
        } catch (SSLException | RuntimeException broken) {
            throw failed(broken);
        }
        run(NOTHING);
    }

    /**
     * Octets from the network, of which none remain afterwards: the session keeps an unfinished
     * record itself. Records are decrypted in place, so what the buffer held is gone.
     */
    public void received(ByteBuffer ciphertext) throws SSLException {
        if (busy) {
            throw new IllegalStateException("received within a call of the output");
        }
        if (failed || deaf) {
            ciphertext.position(ciphertext.limit());
        } else {
            run(ciphertext);
        }
    }

    /** The delegated task is over. */
    public void resume() throws SSLException {
        if (!waiting) {
            return;
        }
        waiting = false;
        if (failed || busy) {
            return; // within a call of task: the loop there goes on
        }
        if (closing) {
            outgoing.close();
        }
        run(NOTHING);
    }

    /** Whether a delegated task is under way. */
    public boolean isWaiting() {
        return waiting;
    }

    private void run(ByteBuffer source) throws SSLException {
        busy = true;
        try {
            drive(source);
            deliver();
        } catch (RenegotiationException refused) {
            deaf = true;
            deliver();
            throw refused;
        } catch (SSLException broken) {
            throw failed(broken);
        } finally {
            outgoing.flush();
            if (plain != null) {
                buffers.giveBack(plain);
                plain = null;
            }
            if (failed || deaf) {
                incoming.clear();
                source.position(source.limit());
            }
            busy = false;
        }
    }

    /** Does what the engine wants until it wants octets that are not there. */
    private void drive(ByteBuffer source) throws SSLException {
        if (waiting) {
            incoming.keep(source);
            return;
        }
        HandshakeStatus status = engine.getHandshakeStatus();
        while (!failed) {
            if (status == HandshakeStatus.NEED_TASK) {
                delegate();
                if (waiting) {
                    incoming.keep(source);
                    return;
                }
                status = engine.getHandshakeStatus();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                status = outgoing.speak(!established);
            } else {
                ByteBuffer record = deaf ? null : incoming.next(source);
                if (record == null) {
                    if (eof) {
                        tellInputClosed();
                    }
                    return;
                }
                status = unwrap(record);
            }
            if (status == HandshakeStatus.FINISHED) {
                establish();
                status = engine.getHandshakeStatus();
            }
        }
    }

    private void delegate() throws SSLException {
        List<Runnable> tasks = new ArrayList<>(1);
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            tasks.add(task);
        }
        if (tasks.isEmpty()) {
            throw new SSLException("the TLS engine wants a task run and has none");
        }
        deliver();
        outgoing.flush();
        waiting = true;
        output.task(tasks.size() == 1 ? tasks.get(0) : () -> tasks.forEach(Runnable::run));
    }

    /** Takes one record. */
    private HandshakeStatus unwrap(ByteBuffer record) throws SSLException {
        if (renegotiable && record.get(record.position()) == HANDSHAKE) {
            throw new RenegotiationException();
        }
        ByteBuffer into = plain;
        if (into == null) {
            into = buffers.take(buffers.largest());
            plain = into;
        }
        SSLEngineResult result;
        try {
            result = engine.unwrap(record, into);
        } catch (RuntimeException broken) {
            throw new SSLException(broken);
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> throw new SSLException("not a record of TLS");
            case BUFFER_OVERFLOW -> {
                if (into.position() == 0) {
                    grow(into);
                }
                deliver();
            }
            case CLOSED -> {
                incoming.taken();
                deliver();
                tellInputClosed();
            }
            case OK -> {
                incoming.taken();
                count(result);
            }
        }
        return result.getHandshakeStatus();
    }

    private void count(SSLEngineResult result) throws SSLException {
        refused = result.bytesConsumed() > 0 ? 0 : refused + 1;
        if (refused > MOST_REFUSED) {
            throw new SSLException("the TLS engine does not take a record");
        }
        barren = result.bytesProduced() > 0 ? 0 : barren + (established ? 1 : 0);
        if (barren > MOST_BARREN) {
            throw new SSLException("more than " + MOST_BARREN + " records without data");
        }
    }

    private void grow(ByteBuffer into) throws SSLException {
        int wanted = engine.getSession().getApplicationBufferSize();
        if (wanted <= into.capacity()) {
            throw new SSLException("the TLS engine has enough room and wants more");
        }
        buffers.giveBack(into);
        plain = buffers.take(wanted);
    }

    private void establish() {
        if (!established) {
            established = true;
            session = engine.getSession();
            renegotiable = !session.getProtocol().equals("TLSv1.3");
            String protocol = engine.getApplicationProtocol();
            outgoing.flush();
            output.established(protocol == null ? "" : protocol);
        }
    }

    private void deliver() {
        ByteBuffer octets = plain;
        if (octets != null && octets.position() > 0) {
            // While the output has it, it is not ours.
            plain = null;
            outgoing.flush();
            output.plaintext(octets.flip());
            plain = octets.clear();
        }
    }

    private void tellInputClosed() {
        if (!inputClosed) {
            inputClosed = true;
            deaf = true;
            outgoing.flush();
            output.inputClosed();
        }
    }

    /**
     * Encrypts all of it, after {@link Output#established}. Small buffers are put into records
     * together. The buffers are only read, and are the caller's again when this returns; their
     * positions do not move.
     */
    public void write(List<ByteBuffer> plaintext) throws SSLException {
        if (!established) {
            throw new IllegalStateException("nothing can be written before the handshake is over");
        }
        if (failed || closing) {
            throw new SSLException("the TLS session is closed");
        }
        try {
            outgoing.write(plaintext);
        } catch (SSLException broken) {
            throw failed(broken);
        } finally {
            outgoing.flush();
        }
    }

    /** Sends close_notify. Nothing can be written any more; what the peer sends is still taken. */
    public void closeOutput() throws SSLException {
        if (!closing && !failed) {
            closing = true;
            if (!waiting) {
                outgoing.close();
            }
        }
    }

    /**
     * What came before the error is delivered, the alert goes out, and that is all. While a task is
     * under way there is no alert: the engine is not touched then.
     */
    private SSLException failed(Exception cause) {
        SSLException error =
                cause instanceof SSLException tls ? tls : new SSLException(cause.toString(), cause);
        if (!failed) {
            deliver();
            failed = true;
            incoming.clear();
            try {
                if (!waiting) {
                    outgoing.close();
                }
            } catch (SSLException ignored) {
                // The first error counts.
            }
        }
        return error;
    }

    /**
     * The network has ended. Without close_notify that is no error: HTTP/2's own framing tells
     * whether something is missing.
     */
    public void endOfInput() throws SSLException {
        eof = true;
        if (!waiting && !failed) {
            tellInputClosed();
        }
    }

    /** Takes a buffer back that {@link Output#ciphertext} was given. */
    public void recycle(ByteBuffer buffer) {
        buffers.giveBack(buffer);
    }

    /** What was agreed upon; before {@link Output#established} it says nothing. */
    public SSLSession session() {
        return session;
    }

    /** Whether the handshake is over. */
    public boolean isEstablished() {
        return established;
    }
}
