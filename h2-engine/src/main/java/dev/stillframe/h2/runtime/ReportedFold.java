package dev.stillframe.h2.runtime;

import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;

/**
 * A user's fold, whose failures are logged. Its errors are made exceptions: one of a fold's costs
 * its stream, whatever it is.
 *
 * @param <C> the fold's context
 */
record ReportedFold<C>(Fold<C> fold) implements Fold<C> {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2");

    @Override
    public C initial() {
        return fold.initial();
    }

    @Override
    public List<Action<C>> begun(C context) {
        return reported(() -> fold.begun(context));
    }

    @Override
    public List<Action<C>> on(Signal signal, C context) {
        return reported(() -> fold.on(signal, context));
    }

    @Override
    public Pull<C> generate(C context) {
        return reported(() -> fold.generate(context));
    }

    @Override
    public void ended(Outcome<C> outcome) {
        fold.ended(outcome);
    }

    private static <T> T reported(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A fold has failed; its stream is reset", e);
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }
}
