package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.h2.runtime.direct.ServerStreams;
import dev.stillframe.h2.runtime.direct.StreamTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection, each answered by the handler that was chosen for it: those in
 * direct style by one runner, those of each fold by another.
 */
final class ChosenStreams implements FoldRunner {
    private final Http2Engine engine;
    private final Function<RequestHead, ? extends @Nullable Handler> choice;
    private final ServerStreams direct;
    private final StreamTable<FoldRunner> streams = new StreamTable<>();

    /** Grown under the connection's lock, run by the loop: replaced, never changed. */
    private volatile List<Folded> folded = List.of();

    private record Folded(Fold<?> fold, FoldRunner runner) {}

    ChosenStreams(
            Http2Engine engine,
            Function<RequestHead, ? extends @Nullable Handler> choice,
            ServerStreams direct) {
        this.engine = engine;
        this.choice = choice;
        this.direct = direct;
    }

    @Override
    public void on(Notice notice) {
        if (notice instanceof Notice.Request request) {
            Handler handler = chosen(request.head());
            begin(
                    request,
                    handler == null
                            ? failing(new NullPointerException("no handler was chosen"))
                            : handler);
            return;
        }
        FoldRunner runner = streams.get(notice.streamId());
        if (runner != null) {
            runner.on(notice);
            if (notice instanceof Notice.Ended) {
                streams.remove(notice.streamId());
            }
            return;
        }
        // A stream in direct style, a refused command, or the connection.
        direct.on(notice);
        if (notice.streamId() == 0) {
            folded.forEach(each -> each.runner.on(notice));
        }
    }

    /** A stream begins, answered by this handler. Called as {@link #on}. */
    void begin(Notice.Request request, Handler handler) {
        switch (handler) {
            case Handler.Direct each -> direct.begin(request, each.handler());
            case Handler.Folded<?> each -> {
                FoldRunner runner = runner(each.fold());
                streams.put(request.streamId(), runner);
                runner.on(request);
            }
            case Handler.Chosen ignored -> throw new IllegalStateException("chosen() goes on");
        }
    }

    /** Who answers, if anybody was chosen. What the choice throws is answered with 500. */
    @Nullable Handler chosen(RequestHead head) {
        try {
            Handler handler = choice.apply(head);
            while (handler instanceof Handler.Chosen again) {
                handler = again.choice().apply(head);
            }
            return handler;
        } catch (RuntimeException e) {
            return failing(e);
        }
    }

    /** Logged as any handler that fails. */
    private static Handler failing(RuntimeException why) {
        return new Handler.Direct(
                exchange -> {
                    throw why;
                });
    }

    private FoldRunner runner(Fold<?> fold) {
        List<Folded> known = folded;
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).fold == fold) {
                return known.get(i).runner;
            }
        }
        Folded made = new Folded(fold, engine.folds(fold));
        List<Folded> more = new ArrayList<>(folded);
        more.add(made);
        folded = List.copyOf(more);
        return made.runner;
    }

    @Override
    public boolean run(Http2Connection connection) {
        boolean ran = direct.run(connection);
        for (Folded each : folded) {
            ran |= each.runner.run(connection);
        }
        return ran;
    }

    @Override
    public long wakeAt() {
        long first = direct.wakeAt();
        for (Folded each : folded) {
            first = Math.min(first, each.runner.wakeAt());
        }
        return first;
    }
}
