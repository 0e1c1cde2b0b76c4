package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;
import java.util.List;

/** The echo as machines on the connection's loop. Neither has anything to remember. */
final class EchoMachines implements EchoRpc.Machines {
    private static final Machine<?, Payload, Payload> ONCE = new Once();
    private static final Machine<?, Payload, Payload> CHAT = new Chat();

    @Override
    public Machine<?, Payload, Payload> once() {
        return ONCE;
    }

    @Override
    public Machine<?, Payload, Payload> chat() {
        return CHAT;
    }

    /** The context of a machine without one. */
    private enum Nothing {
        NOTHING
    }

    private static final class Once implements Machine<Nothing, Payload, Payload> {
        @Override
        public Nothing initial() {
            return Nothing.NOTHING;
        }

        @Override
        public List<Action<Nothing, Payload>> on(Signal<Payload> signal, Nothing context) {
            return signal instanceof Signal.Message<Payload> came
                    ? List.of(new Action.Send<>(came.message()), Action.Finish.ok())
                    : List.of();
        }
    }

    private static final class Chat implements Machine<Nothing, Payload, Payload> {
        @Override
        public Nothing initial() {
            return Nothing.NOTHING;
        }

        @Override
        public List<Action<Nothing, Payload>> on(Signal<Payload> signal, Nothing context) {
            if (signal instanceof Signal.Message<Payload> came) {
                return List.of(new Action.Send<>(came.message()));
            }
            return signal instanceof Signal.HalfClosed<Payload>
                    ? List.of(Action.Finish.ok())
                    : List.of();
        }
    }
}
