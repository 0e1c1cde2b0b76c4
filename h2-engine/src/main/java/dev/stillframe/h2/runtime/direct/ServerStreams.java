package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.DirectHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private final List<ServerStream> begun = new ArrayList<>();

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
            case Notice.Rejected rejected -> {
                if (rejected.command() instanceof Command.Push push) {
                    refused(push.token());
                }
            }
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
            waiting.stream.complete(stream);
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
        for (ServerStream stream : begun) {
            Thread.ofVirtual().name("stillframe-request").start(() -> stream.handle(handler));
        }
        begun.clear();
        return false; // what they want done they will ask for
    }

    @Nullable ServerExchange push(ServerStream parent, RequestHead promised) {
        long token = tokens.incrementAndGet();
        Promised waiting = new Promised(promised, new CompletableFuture<>());
        promises.put(token, waiting);
        line().connection().tell(new Command.Push(token, parent.streamId(), promised));
        line().flush();
        try {
            return waiting.stream.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
