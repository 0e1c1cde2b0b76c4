package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientInterceptor;
import dev.stillframe.api.grpc.ClientInterceptor.Intercepted;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The interceptors of one call.
 *
 * @param options what the call is made with
 * @param all the first one outermost
 * @param <I> requests
 * @param <O> responses
 */
record Around<I, O>(CallOptions options, List<Intercepted<I, O>> all) {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    /** Of a call that begins. */
    static <I, O> Around<I, O> of(
            List<ClientInterceptor> interceptors, Method<I, O> method, CallOptions given)
            throws RpcException {
        if (interceptors.isEmpty()) {
            return new Around<>(given, List.of());
        }
        List<Intercepted<I, O>> all = new ArrayList<>(interceptors.size());
        CallOptions options = given;
        try {
            for (ClientInterceptor interceptor : interceptors) {
                Intercepted<I, O> one = interceptor.begins(method, options);
                all.add(one);
                options = one.options(options);
            }
        } catch (RpcException e) {
            new Around<>(options, all).ended(e.status(), e.trailers());
            throw e;
        }
        return new Around<>(options, List.copyOf(all));
    }

    I request(I message) {
        I next = message;
        for (Intercepted<I, O> each : all) {
            next = each.request(next);
        }
        return next;
    }

    void headers(Metadata metadata) {
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).headers(metadata);
        }
    }

    O response(O message) {
        O next = message;
        for (int i = all.size() - 1; i >= 0; i--) {
            next = all.get(i).response(next);
        }
        return next;
    }

    /** All are told, whatever one of them throws. */
    void ended(Status status, Metadata trailers) {
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).ended(status, trailers);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "An interceptor has failed on the end of a call", e);
            }
        }
    }

    /** The same around a machine. */
    <C> Machine<C, O, I> around(Machine<C, O, I> machine) {
        return all.isEmpty() ? machine : new Inner<>(this, machine);
    }

    private record Inner<C, I, O>(Around<I, O> around, Machine<C, O, I> machine)
            implements Machine<C, O, I> {
        @Override
        public C initial() {
            return machine.initial();
        }

        @Override
        public List<Action<C, I>> on(Signal<O> signal, C context) {
            Signal<O> seen = signal;
            if (signal instanceof Signal.Headers<O> headers) {
                around.headers(headers.metadata());
            } else if (signal instanceof Signal.Message<O> message) {
                seen = new Signal.Message<>(around.response(message.message()));
            }
            List<Action<C, I>> actions = new ArrayList<>();
            for (Action<C, I> action : machine.on(seen, context)) {
                actions.add(
                        action instanceof Action.Send<C, I> send
                                ? new Action.Send<>(around.request(send.message()))
                                : action);
            }
            return actions;
        }

        @Override
        public Pull<C, I> generate(C context) {
            Pull<C, I> pull = machine.generate(context);
            return pull instanceof Pull.Emit<C, I> emit
                    ? new Pull.Emit<>(around.request(emit.message()), emit.next())
                    : pull;
        }

        @Override
        public void ended(Outcome<C> outcome) {
            around.ended(outcome.status(), outcome.trailers());
            machine.ended(outcome);
        }
    }
}
