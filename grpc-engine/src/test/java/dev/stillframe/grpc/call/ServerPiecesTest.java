package dev.stillframe.grpc.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.wire.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Large messages of a server's generator go piece by piece, as there is credit. */
class ServerPiecesTest {
    private static final int PIECE = 32_768;
    private static final Octets LARGE = octets(100_000);
    private static final Octets SMALL = octets(10);

    private final List<Octets> pieces = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final ServerFold fold =
            new ServerFold(
                    Services.builder()
                            .machine(
                                    Method.of(
                                            Kind.BIDIRECTIONAL,
                                            "t.T",
                                            "M",
                                            Codec.OCTETS,
                                            Codec.OCTETS),
                                    Large::new)
                            .build(),
                    ServiceOptions.DEFAULT,
                    (failed, cause) -> {
                        throw new AssertionError(cause);
                    });
    private ServerCall call = fold.initial();

    private static Octets octets(int length) {
        byte[] octets = new byte[length];
        new SplittableRandom(length).nextBytes(octets);
        return Octets.wrap(octets);
    }

    /** Gives two large messages; gives back a small one when one has come, and ends with it. */
    private static final class Large implements Machine<Integer, Octets, Octets> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer, Octets>> on(Signal<Octets> signal, Integer given) {
            return switch (signal) {
                case Signal.Message<Octets> message -> List.of(new Action.Send<>(SMALL));
                case Signal.HalfClosed<Octets> ignored -> List.of(Action.Finish.ok());
                default -> List.of();
            };
        }

        @Override
        public Pull<Integer, Octets> generate(Integer given) {
            return given < 2 ? new Pull.Emit<>(LARGE, given + 1) : new Pull.Idle<>(given);
        }
    }

    private void take(dev.stillframe.api.handler.Signal signal) {
        for (dev.stillframe.api.handler.Action<ServerCall> action : fold.on(signal, call)) {
            if (action instanceof dev.stillframe.api.handler.Action.Become<ServerCall> become) {
                call = become.context();
            } else if (action instanceof dev.stillframe.api.handler.Action.Send<ServerCall> send) {
                pieces.add(send.octets());
            } else if (action
                    instanceof dev.stillframe.api.handler.Action.Trailers<ServerCall> trailers) {
                ends.add(trailers.fields().toString());
            }
        }
    }

    private void begin() {
        FieldSection fields = FieldSection.of("content-type", "application/grpc");
        take(
                new dev.stillframe.api.handler.Signal.Request(
                        RequestHead.of("POST", "http", "a", "/t.T/M", fields)));
    }

    private boolean pull() {
        dev.stillframe.api.handler.Pull<ServerCall> pull = fold.generate(call);
        call = pull.next();
        if (pull instanceof dev.stillframe.api.handler.Pull.Emit<ServerCall> emit) {
            pieces.add(emit.octets());
            return true;
        }
        return false;
    }

    private Octets sent() {
        return pieces.stream().reduce(Octets.EMPTY, Octets::plus);
    }

    private static Octets frame(Octets message) {
        return Frames.of(Codec.OCTETS, message, null);
    }

    @Test
    @DisplayName("None is larger than 32 KiB, the first included, and together they are whole")
    void pieces() {
        begin();
        assertEquals(PIECE, sent().length());
        while (pull()) {
            assertTrue(pieces.getLast().length() <= PIECE);
        }
        assertEquals(frame(LARGE).plus(frame(LARGE)), sent());
        assertEquals(8, pieces.size());
    }

    @Test
    @DisplayName("What is left of one goes ahead of what is sent, and ahead of the end")
    void whole() {
        begin();
        take(new dev.stillframe.api.handler.Signal.Data(frame(SMALL)));
        assertEquals(frame(LARGE).plus(frame(SMALL)), sent());
        pull();
        take(new dev.stillframe.api.handler.Signal.End());
        assertEquals(frame(LARGE).plus(frame(SMALL)).plus(frame(LARGE)), sent());
        assertEquals(1, ends.size());
        assertTrue(!pull(), "after the end");
    }
}
