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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that are answered in direct style, each on a virtual thread. */
public final class ServerStreams implements FoldRunner {
    private final DirectHandler handler;
    private final Map<Long, Promised> promises = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    // Under the connection's lock.
    private final Map<Integer, ServerStream> streams = new HashMap<>();

    // The loop's: requests come by what it receives.
    private final ArrayDeque<ServerStream> begun = new ArrayDeque<>();

    private volatile @Nullable Line line;

    private record Promised(RequestHead head, CompletableFuture<@Nullable ServerStream> stream) {}

    /** Answered by this handler. */
    public ServerStreams(DirectHandler handler) {
        this.handler = handler;
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
            case Notice.Request request -> begin(request);
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
            case Notice.GoAway ignored -> {}
            case Notice.Fault ignored -> {}
        }
    }

    private void begin(Notice.Request request) {
        ServerStream stream = new ServerStream(this, request.streamId(), request.head());
        if (request.endStream()) {
            stream.inputEnded();
        }
        streams.put(request.streamId(), stream);
        begun.add(stream);
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
        for (ServerStream stream = begun.poll(); stream != null; stream = begun.poll()) {
            if (stream.ended() == null) {
                start(stream);
            } else {
                connection.released(stream.streamId()); // it was reset in the same breath
                ran = true;
            }
        }
        return ran; // what the others want done they will ask for
    }

    private void start(ServerStream stream) {
        Thread.ofVirtual().name("stillframe-request").start(() -> stream.handle(handler));
    }

    @Nullable ServerExchange push(ServerStream parent, RequestHead promised) throws IOException {
        long token = tokens.incrementAndGet();
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
