package dev.stillframe.it;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;

/** A method of {@link GrpcService} as a machine. */
record GrpcMachine(Method<Octets, Octets> method, GrpcService service)
        implements Machine<GrpcMachine.Context, Octets, Octets> {
    /**
     * A call.
     *
     * @param trailers metadata for the end
     * @param all what has come, where it is wanted at the end
     * @param last the last request, as a text
     * @param message what is generated, and how often
     */
    record Context(Metadata trailers, Octets all, String last, Octets message, int times) {
        Context with(Octets request, String text, boolean joined) {
            return new Context(
                    trailers, joined ? all.plus(request) : request, text, message, times);
        }

        Context generating(Octets what, int left) {
            return new Context(trailers, all, last, what, left);
        }

        boolean waits() {
            return last.startsWith("wait ");
        }
    }

    @Override
    public Context initial() {
        return new Context(Metadata.EMPTY, Octets.EMPTY, "", Octets.EMPTY, -1);
    }

    @Override
    public List<Action<Context, Octets>> on(Signal<Octets> signal, Context context) {
        return switch (signal) {
            case Signal.Begin<Octets> begin -> begin(begin.head().metadata(), context);
            case Signal.Message<Octets> message -> message(message.message(), context);
            case Signal.HalfClosed<Octets> ignored -> halfClosed(context);
            case Signal.Cancelled<Octets> ignored -> {
                service.cut(context.last());
                yield List.of();
            }
            case Signal.Headers<Octets> ignored -> List.of();
            case Signal.Tick<Octets> ignored -> List.of();
        };
    }

    private List<Action<Context, Octets>> begin(Metadata metadata, Context context) {
        Metadata head = GrpcService.back(metadata, "");
        if (head.isEmpty()) {
            return List.of();
        }
        Metadata trailers = GrpcService.back(metadata, "t");
        return List.of(
                new Action.Become<>(
                        new Context(trailers, context.all(), "", context.message(), -1)),
                new Action.Headers<>(head));
    }

    private List<Action<Context, Octets>> message(Octets request, Context context) {
        String text = request.length() > 50 ? "" : request.utf8();
        Context next = context.with(request, text, method.equals(GrpcService.JOIN));
        if (text.startsWith("fail ")) {
            RpcException failure = GrpcService.failure(text);
            return List.of(new Action.Finish<>(failure.status(), failure.trailers()));
        }
        if (text.equals("throw")) {
            throw new IllegalStateException("as was to be expected");
        }
        List<Action<Context, Octets>> actions = new ArrayList<>();
        if (method.equals(GrpcService.COUNT)) {
            String[] words = text.split(" ");
            Octets message = Octets.utf8("x".repeat(Integer.parseInt(words[1])));
            next = next.generating(message, Integer.parseInt(words[0]));
        } else if (method.equals(GrpcService.ECHO) && !next.waits()) {
            actions.add(new Action.Send<>(request));
        }
        actions.add(new Action.Become<>(next));
        return actions;
    }

    private List<Action<Context, Octets>> halfClosed(Context context) {
        if (method.equals(GrpcService.COUNT) || context.waits()) {
            return List.of();
        }
        Action<Context, Octets> ok = new Action.Finish<>(Status.OK, context.trailers());
        return method.equals(GrpcService.ECHO)
                ? List.of(ok)
                : List.of(new Action.Send<>(context.all()), ok);
    }

    @Override
    public Pull<Context, Octets> generate(Context context) {
        if (context.times() < 0) {
            return new Pull.Idle<>(context);
        }
        return context.times() == 0
                ? new Pull.Done<>(context, context.trailers())
                : new Pull.Emit<>(
                        context.message(),
                        context.generating(context.message(), context.times() - 1));
    }

    @Override
    public void ended(Outcome<Context> outcome) {}
}
