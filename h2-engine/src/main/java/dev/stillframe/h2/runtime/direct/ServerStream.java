package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Inbox;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A request that is answered in direct style. */
final class ServerStream extends DirectStream implements ServerExchange {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    private final ServerStreams streams;
    private final int streamId;
    private final RequestHead request;

    /** Whether the response has no content: RFC 9110 section 9.3.2. */
    private final boolean headAlone;

    private boolean responded;
    private boolean invited;

    /** Whether the whole response is on its way already. */
    private boolean answered;

    /** Whether it was reset from here; its end is told with the next turn. */
    private volatile boolean givenUp;

    ServerStream(ServerStreams streams, int streamId, RequestHead request) {
        super(streams.line());
        this.streams = streams;
        this.streamId = streamId;
        this.request = request;
        this.headAlone = request.method().equals("HEAD");
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    boolean losesUnread() {
        return true;
    }

    @Override
    void writable() {
        if (!responded) {
            throw new IllegalStateException("no final head was sent");
        }
    }

    /** RFC 9110 section 10.1.1: who expects it is told to go on before it is waited for. */
    @Override
    public @Nullable Octets read() throws IOException {
        if (!responded && !invited && !hasInput()) {
            invited = true;
            if ("100-continue".equalsIgnoreCase(request.fields().value("expect"))) {
                respond(ResponseHead.of(100));
            }
        }
        return super.read();
    }

    @Override
    public void respond(ResponseHead head) throws IOException {
        head(head, line().connection());
        if (head.isInterim()) {
            line().flush();
        }
    }

    private void head(ResponseHead head, Inbox to) throws IOException {
        if (responded) {
            throw new IllegalStateException("the final head was sent");
        }
        responded = !head.isInterim();
        invited |= head.status() == 100;
        boolean last = responded && headAlone;
        to.tell(new Command.Respond(streamId, head, last));
        if (last) {
            outputEnded();
        }
    }

    @Override
    public void respond(ResponseHead head, Octets content) throws IOException {
        if (head.isInterim()) {
            throw new IllegalArgumentException("an interim head has no content");
        }
        if (responded) {
            throw new IllegalStateException("the final head was sent");
        }
        if (content.isEmpty() || headAlone) {
            responded = true;
            outputEnded();
            line().connection().tell(new Command.Respond(streamId, head, true));
        } else {
            // As one: a turn of another thread would send the head alone.
            Http2Connection.Bundle whole = line().connection().bundle();
            head(head, whole);
            sendWhole(content, true, whole);
            whole.put();
        }
        answered = true;
        line().flush();
    }

    @Override
    public void respond(ResponseHead head, Octets content, FieldSection trailers)
            throws IOException {
        if (trailers.isEmpty() || headAlone) {
            respond(head, content);
            return;
        }
        if (head.isInterim()) {
            throw new IllegalArgumentException("an interim head has no trailers");
        }
        Http2Connection.Bundle whole = line().connection().bundle();
        head(head, whole);
        sendWhole(content, false, whole);
        outputEnded();
        whole.tell(new Command.Trailers(streamId, trailers));
        whole.put();
        answered = true;
        line().flush();
    }

    /** Content of a response to HEAD is dropped, so that one handler serves GET and HEAD. */
    @Override
    public void write(ByteBuffer octets) throws IOException {
        if (headAlone && responded) {
            octets.position(octets.limit());
        } else {
            super.write(octets);
        }
    }

    @Override
    public void end(FieldSection trailers) throws IOException {
        if (!(headAlone && responded)) {
            super.end(trailers);
        }
    }

    @Override
    public @Nullable ServerExchange push(RequestHead promised) throws IOException {
        lock.lock();
        try {
            stillThere();
        } finally {
            lock.unlock();
        }
        return streams.push(this, promised);
    }

    @Override
    public SocketAddress peer() {
        return line().peer();
    }

    @Override
    public @Nullable SSLSession tls() {
        return line().tls();
    }

    @Override
    public void reset(ErrorCode code) {
        givenUp = true;
        super.reset(code);
    }

    @Override
    void cancel() {
        givenUp = true;
        super.cancel();
    }

    /** Within a turn: the connection has not done what this stream has asked for. */
    void rejected(String reason) {
        LOG.log(
                Level.WARNING,
                "The answer to {0} {1} was refused: {2}",
                method(),
                request.path(),
                reason);
        line().connection().tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR));
    }

    /** Runs the handler, and sees to it that the stream is answered and given up. */
    void handle(DirectHandler handler) {
        try {
            handler.handle(this);
            finish();
        } catch (Throwable e) {
            if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
                reset(ErrorCode.CANCEL);
            } else {
                failed(e);
            }
        } finally {
            letGo();
            line().connection().released(streamId);
            if (!answered || !isInputEnded() || ended() instanceof End.Reset) {
                line().flush(); // else nothing has been told since, and this can wait
            }
        }
    }

    private void finish() throws IOException {
        if (ended() != null || givenUp) {
            return;
        }
        if (!responded) {
            LOG.log(Level.WARNING, "A handler has not answered {0} {1}", method(), request.path());
            respond(ResponseHead.of(500), Octets.EMPTY);
        }
        if (!isOutputEnded()) {
            sendWhole(Octets.EMPTY, true, line().connection());
        }
        if (!isInputEnded()) {
            // Section 8.1: the client may stop sending what nobody reads.
            line().connection().tell(new Command.Reset(streamId, ErrorCode.NO_ERROR));
        }
    }

    private String method() {
        return request.method();
    }

    private void failed(Throwable cause) {
        if (ended() != null) {
            return; // it could not know
        }
        LOG.log(Level.WARNING, "A handler has failed on " + method() + ' ' + request.path(), cause);
        try {
            if (responded) {
                reset(ErrorCode.INTERNAL_ERROR);
            } else {
                finish500();
            }
        } catch (IOException e) {
            reset(ErrorCode.INTERNAL_ERROR);
        }
    }

    private void finish500() throws IOException {
        respond(ResponseHead.of(500, "content-length", "0"), Octets.EMPTY);
        finish();
    }
}
