package dev.stillframe.examples.greeter;

import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.examples.greeter.v1.GreeterRpc;
import dev.stillframe.examples.greeter.v1.HelloReply;
import dev.stillframe.examples.greeter.v1.HelloRequest;
import java.util.ArrayList;
import java.util.List;

/** The greeter as machines: each call is a fold on the connection's loop, and has no thread. */
final class FoldedGreeter implements GreeterRpc.Machines {
    @Override
    public Machine<?, HelloRequest, HelloReply> sayHello() {
        return new Together(true);
    }

    @Override
    public Machine<?, HelloRequest, HelloReply> sayHelloOften() {
        return new Often();
    }

    @Override
    public Machine<?, HelloRequest, HelloReply> sayHelloToAll() {
        return new Together(false);
    }

    @Override
    public Machine<?, HelloRequest, HelloReply> chat() {
        return new Chat();
    }

    /** Greets all together, once the last has been named. The context: who has been. */
    private record Together(boolean onlyOne)
            implements Machine<List<String>, HelloRequest, HelloReply> {
        @Override
        public List<String> initial() {
            return List.of();
        }

        @Override
        public List<Action<List<String>, HelloReply>> on(
                Signal<HelloRequest> signal, List<String> names) {
            if (signal instanceof Signal.Message<HelloRequest> said) {
                String name = said.message().getName();
                if (name.isEmpty()) {
                    return List.of(Action.Finish.with(Greeting.NOBODY));
                }
                return onlyOne
                        ? List.of(new Action.Send<>(Greeting.of(name)), Action.Finish.ok())
                        : List.of(new Action.Become<>(and(names, name)));
            }
            return !onlyOne && signal instanceof Signal.HalfClosed<HelloRequest>
                    ? List.of(new Action.Send<>(Greeting.of(names)), Action.Finish.ok())
                    : List.of();
        }

        private static List<String> and(List<String> names, String name) {
            List<String> more = new ArrayList<>(names);
            more.add(name);
            return List.copyOf(more);
        }
    }

    /** Greets again and again; pulled only when the client takes it. */
    private static final class Often implements Machine<Often.Left, HelloRequest, HelloReply> {
        /** What is still to be said, and how often. */
        record Left(HelloReply reply, int times) {}

        @Override
        public Left initial() {
            return new Left(HelloReply.getDefaultInstance(), -1);
        }

        @Override
        public List<Action<Left, HelloReply>> on(Signal<HelloRequest> signal, Left left) {
            if (signal instanceof Signal.Message<HelloRequest> said) {
                String name = said.message().getName();
                return name.isEmpty()
                        ? List.of(Action.Finish.with(Greeting.NOBODY))
                        : List.of(
                                new Action.Become<>(
                                        new Left(Greeting.of(name), said.message().getTimes())));
            }
            return List.of();
        }

        @Override
        public Pull<Left, HelloReply> generate(Left left) {
            if (left.times() < 0) {
                return new Pull.Idle<>(left);
            }
            return left.times() == 0
                    ? Pull.Done.of(left)
                    : new Pull.Emit<>(left.reply(), new Left(left.reply(), left.times() - 1));
        }
    }

    /** Greets each as it is named. The context: how many there were. */
    private static final class Chat implements Machine<Integer, HelloRequest, HelloReply> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer, HelloReply>> on(Signal<HelloRequest> signal, Integer greeted) {
            if (signal instanceof Signal.Message<HelloRequest> said) {
                String name = said.message().getName();
                return name.isEmpty()
                        ? List.of(Action.Finish.with(Greeting.NOBODY))
                        : List.of(
                                new Action.Become<>(greeted + 1),
                                new Action.Send<>(Greeting.of(name)));
            }
            return signal instanceof Signal.HalfClosed<HelloRequest>
                    ? List.of(Action.Finish.ok())
                    : List.of();
        }
    }
}
