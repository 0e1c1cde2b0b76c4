package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A request whose response is taken by a fold. When it is sent again, the fold begins again.
 *
 * @param <C> the fold's context
 */
final class FoldCall<C> extends Call {
    private final Http2Engine engine;
    private final Fold<C> fold;

    /** Cancelling it gives the request up; how that ends is told, so that no context is lost. */
    final CompletableFuture<Outcome<C>> future =
            new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterrupt) {
                    FoldCall.this.cancel();
                    return false;
                }
            };

    private @Nullable FoldRunner runner;
    private @Nullable ContentDecoder decoder;

    FoldCall(Request request, Owner owner, Http2Engine engine, Fold<C> fold) {
        super(request, owner);
        this.engine = engine;
        this.fold = fold;
    }

    @Override
    boolean writesContent() {
        return mayHaveContent();
    }

    @Override
    boolean fillsOnLoop() {
        return !endsWithHead();
    }

    @Override
    void on(Notice notice, Http2Connection connection) {
        if (notice instanceof Notice.Started) {
            runner = engine.folds(new Guarded());
        } else if (notice instanceof Notice.Response response && !response.head().isInterim()) {
            decoder = request.decoded() ? ContentDecoder.of(response.head().fields()) : null;
        }
        FoldRunner running = runner;
        if (running != null) {
            running.on(notice);
            run(connection);
        }
    }

    /** Lets the fold take what it was told, or what it has waited for. */
    void run(Http2Connection connection) {
        FoldRunner running = runner;
        Link on = link();
        if (running != null && on != null) {
            running.run(connection);
            on.streams().wakes(this, wakeAt() != Long.MAX_VALUE);
        }
    }

    long wakeAt() {
        FoldRunner running = runner;
        return running == null ? Long.MAX_VALUE : running.wakeAt();
    }

    /** It has had its signal, and decides for itself. */
    @Override
    void early() {}

    @Override
    boolean rewind() {
        runner = null;
        Link on = link();
        if (on != null) {
            on.streams().wakes(this, false);
        }
        return true;
    }

    @Override
    void over(End end) {
        FoldRunner running = runner;
        Link on = link();
        if (running != null && on != null) {
            running.on(new Notice.Ended(streamId(), end));
            run(on.connection());
            on.streams().wakes(this, false);
        }
        if (decoder != null) {
            decoder.end();
        }
        // Unless the fold's end has done it.
        future.completeExceptionally(exception(end));
    }

    @Override
    void failed(IOException cause) {
        future.completeExceptionally(cause);
    }

    /** The user's fold, with content decoded, and its end heard. */
    private final class Guarded implements Fold<C> {
        @Override
        public C initial() {
            return fold.initial();
        }

        @Override
        public List<Action<C>> begun(C context) {
            return unlessEnded(fold.begun(context));
        }

        @Override
        public List<Action<C>> on(Signal signal, C context) {
            if (signal instanceof Signal.Response response && response.head().isInterim()) {
                interim(response.head());
            }
            ContentDecoder undo = decoder;
            if (undo != null && signal instanceof Signal.Data data) {
                return decoded(undo, data, context);
            }
            if (undo != null && signal instanceof Signal.End && !undo.isWhole()) {
                undecodable(undo, "it ends too early");
                return List.of();
            }
            return unlessEnded(fold.on(signal, context));
        }

        /** A message that has ended with its head may be closed by the fold as well. */
        private List<Action<C>> unlessEnded(List<Action<C>> actions) {
            return writesContent() || actions.stream().noneMatch(Action.Close.class::isInstance)
                    ? actions
                    : actions.stream().filter(action -> !(action instanceof Action.Close)).toList();
        }

        private void undecodable(ContentDecoder undo, String reason) {
            undo.end();
            fail(Failure.UNDECODABLE, "the content is not coded as it says: " + reason, null);
        }

        private List<Action<C>> decoded(ContentDecoder undo, Signal.Data data, C before) {
            List<Action<C>> actions = new ArrayList<>();
            C context = before;
            try {
                undo.feed(data.octets());
                for (Octets piece = undo.next(); piece != null; piece = undo.next()) {
                    for (Action<C> action : fold.on(new Signal.Data(piece), context)) {
                        context =
                                action instanceof Action.Become<C> become
                                        ? become.context()
                                        : context;
                        actions.add(action);
                    }
                }
            } catch (DataFormatException e) {
                undecodable(undo, e.getMessage());
            }
            return unlessEnded(actions);
        }

        @Override
        public Pull<C> generate(C context) {
            return writesContent() ? fold.generate(context) : new Pull.Idle<>(context);
        }

        @Override
        public void ended(Outcome<C> outcome) {
            try {
                fold.ended(outcome);
            } finally {
                future.complete(outcome);
            }
        }
    }
}
