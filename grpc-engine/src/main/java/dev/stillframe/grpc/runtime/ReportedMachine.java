package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Interceptor;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;

/**
 * A user's machine, whose failures are logged; its errors are made exceptions, which cost its call.
 *
 * @param <C> the machine's context
 * @param <I> messages that come
 * @param <O> messages that go
 */
record ReportedMachine<C, I, O>(String method, Machine<C, I, O> machine)
        implements Machine<C, I, O> {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    /** The same services, with machines that are reported on. */
    static Services of(Services services) {
        return Services.builder().with(services).around(new Reporting()).build();
    }

    private static final class Reporting implements Interceptor {
        @Override
        public <I, O> MethodHandler<I, O> around(Method<I, O> method, MethodHandler<I, O> next) {
            return next instanceof MethodHandler.Folded<I, O> folded
                    ? new MethodHandler.Folded<>(
                            () -> reported(method.toString(), folded.machine().get()))
                    : next;
        }
    }

    private static <C, I, O> Machine<C, I, O> reported(String method, Machine<C, I, O> machine) {
        return new ReportedMachine<>(method, machine);
    }

    @Override
    public C initial() {
        return reported(machine::initial);
    }

    @Override
    public List<Action<C, O>> on(Signal<I> signal, C context) {
        return reported(() -> machine.on(signal, context));
    }

    @Override
    public Pull<C, O> generate(C context) {
        return reported(() -> machine.generate(context));
    }

    @Override
    public void ended(Outcome<C> outcome) {
        machine.ended(outcome);
    }

    private <T> T reported(Supplier<T> call) {
        try {
            return call.get();
        } catch (UncheckedRpcException meant) {
            throw meant;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A machine of " + method + " has failed; its call ends", e);
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }
}
