package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.DirectHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that are answered in direct style, each on a virtual thread. */
public final class ServerStreams implements FoldRunner {
    private final @Nullable DirectHandler all;
    private final Map<Long, Promised> promises = new ConcurrentHashMap<>();

    /** Below zero: those of a host that answers other streams are not. */
    private final AtomicLong tokens = new AtomicLong();

    // Under the connection's lock.
    private final StreamTable<ServerStream> streams = new StreamTable<>();

    // The loop's: requests come by what it receives.
    private final ArrayDeque<Begun> begun = new ArrayDeque<>();

    private volatile @Nullable Line line;

    private record Begun(ServerStream stream, DirectHandler handler) {}

    private record Promised(RequestHead head, CompletableFuture<@Nullable ServerStream> stream) {}

    /** All answered by this handler; null where each stream is begun with one of its own. */
    public ServerStreams(@Nullable DirectHandler handler) {
        this.all = handler;
    }

    /** Before the first notice. */
    public void line(Line value) {
        line = value;
    }

    Line line() {
        Line value = line;
        if (value == null) {
            throw new IllegalStateException("no line");
        }
        return value;
    }

    @Override
    public void on(Notice notice) {
        switch (notice) {
            case Notice.Request request -> begin(request, Objects.requireNonNull(all));
            case Notice.Data data -> {
                ServerStream stream = streams.get(data.streamId());
                if (stream != null) {
                    stream.data(data);
                }
            }
            case Notice.Trailers trailers -> {
                ServerStream stream = streams.get(trailers.streamId());
                if (stream != null) {
                    stream.trailers(trailers.fields());
                }
            }
            case Notice.Ended ended -> {
                ServerStream stream = streams.remove(ended.streamId());
                if (stream != null) {
                    stream.ended(ended.end());
                }
            }
            case Notice.Started started -> promised(started);
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.Closed ignored -> promises.keySet().forEach(this::refused);
            case Notice.Response ignored -> {}
            case Notice.Promise ignored -> {}
            case Notice.Credit ignored -> {}
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.GoAway ignored -> {}
            case Notice.Fault ignored -> {}
        }
    }

    /** A stream begins, answered by this handler. Called as {@link #on}. */
    public void begin(Notice.Request request, DirectHandler handler) {
        ServerStream stream = new ServerStream(this, request.streamId(), request.head());
        if (request.endStream()) {
            stream.inputEnded();
        }
        streams.put(request.streamId(), stream);
        begun.add(new Begun(stream, handler));
    }

    private void promised(Notice.Started started) {
        Promised waiting = promises.remove(started.token());
        if (waiting != null) {
            ServerStream stream = new ServerStream(this, started.streamId(), waiting.head);
            stream.inputEnded();
            streams.put(started.streamId(), stream);
            if (!waiting.stream.complete(stream)) {
                // Nobody waits for it any more.
                line().connection().tell(new Command.Reset(started.streamId(), ErrorCode.CANCEL));
            }
        }
    }

    /** What a stream that lives has not got done would leave its peer waiting for ever. */
    private void rejected(Notice.Rejected rejected) {
        switch (rejected.command()) {
            case Command.Push push -> refused(push.token());
            case Command.Respond respond -> rejected(respond.streamId(), rejected.reason());
            case Command.Data data -> rejected(data.streamId(), rejected.reason());
            case Command.Trailers trailers -> rejected(trailers.streamId(), rejected.reason());
            case Command.Want ignored -> {}
            case Command.Request ignored -> {}
            case Command.Reset ignored -> {}
            case Command.Reprioritize ignored -> {}
            case Command.Ping ignored -> {}
            case Command.Extension ignored -> {}
            case Command.Change ignored -> {}
            case Command.Shutdown ignored -> {}
        }
    }

    private void rejected(int streamId, String reason) {
        ServerStream stream = streams.get(streamId);
        if (stream != null) {
            stream.rejected(reason);
        }
    }

    private void refused(long token) {
        Promised waiting = promises.remove(token);
        if (waiting != null) {
            waiting.stream.complete(null);
        }
    }

    @Override
    public boolean run(Http2Connection connection) {
        boolean ran = false;
        for (Begun next = begun.poll(); next != null; next = begun.poll()) {
            ServerStream stream = next.stream;
            if (stream.ended() == null) {
                start(stream, next.handler);
            } else {
                connection.released(stream.streamId()); // it was reset in the same breath
                ran = true;
            }
        }
        return ran; // what the others want done they will ask for
    }

    private static void start(ServerStream stream, DirectHandler handler) {
        Thread.ofVirtual().name("stillframe-request").start(() -> stream.handle(handler));
    }

    @Nullable ServerExchange push(ServerStream parent, RequestHead promised) throws IOException {
        long token = tokens.decrementAndGet();
        Promised waiting = new Promised(promised, new CompletableFuture<>());
        promises.put(token, waiting);
        line().connection().tell(new Command.Push(token, parent.streamId(), promised));
        line().flush();
        try {
            return waiting.stream.get();
        } catch (InterruptedException e) {
            if (!waiting.stream.complete(null)) {
                ServerStream made = waiting.stream.join();
                if (made != null) {
                    made.reset(ErrorCode.CANCEL);
                }
            }
            parent.reset(ErrorCode.CANCEL);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted; the stream was reset");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
