package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A service of one method of each kind, in both styles; they do the same. */
final class Echoes {
    static final Codec<String> TEXT =
            new Codec<>() {
                @Override
                public int size(String message) {
                    return message.getBytes(StandardCharsets.UTF_8).length;
                }

                @Override
                public void encode(String message, ByteBuffer to) {
                    to.put(message.getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public String decode(ByteBuffer octets) {
                    return StandardCharsets.UTF_8.decode(octets).toString();
                }
            };

    /** Says it again; a few texts mean something else. */
    static final Method<String, String> SAY = method(Kind.UNARY, "Say");

    /** Joins all with commas. */
    static final Method<String, String> JOIN = method(Kind.CLIENT_STREAMING, "Join");

    /** Counts up to the number. */
    static final Method<String, String> COUNT = method(Kind.SERVER_STREAMING, "Count");

    /** Says each again, as it comes. */
    static final Method<String, String> TALK = method(Kind.BIDIRECTIONAL, "Talk");

    /** Ends with NOT_FOUND. */
    static final String FAIL = "fail";

    /** Never ends. */
    static final String WAIT = "wait";

    /** Ends with OK though the client has not ended. */
    static final String BYE = "bye";

    static final Status FAILED = Status.of(Code.NOT_FOUND, "no \u00fc % such");

    private Echoes() {}

    private static Method<String, String> method(Kind kind, String name) {
        return Method.of(kind, "test.Echo", name, TEXT, TEXT);
    }

    static Services of(String style) {
        return style.equals("direct") ? direct() : folded();
    }

    // ---- direct

    static Services direct() {
        return Services.builder()
                .unary(
                        SAY,
                        (request, call) -> {
                            Metadata own = own(call.head().metadata());
                            call.headers(own);
                            call.trailers(own);
                            return heard(request);
                        })
                .clientStreaming(
                        JOIN,
                        (requests, call) -> {
                            List<String> all = new ArrayList<>();
                            for (String each : requests) {
                                all.add(heard(each));
                            }
                            return String.join(",", all);
                        })
                .serverStreaming(
                        COUNT,
                        (request, responses, call) -> {
                            int most = Integer.parseInt(heard(request));
                            for (int i = 1; i <= most; i++) {
                                responses.send(String.valueOf(i));
                            }
                        })
                .bidirectional(
                        TALK,
                        (requests, responses, call) -> {
                            for (String each : requests) {
                                if (each.equals(BYE)) {
                                    return;
                                }
                                responses.send(heard(each));
                            }
                        })
                .build();
    }

    private static String heard(String request) throws RpcException, InterruptedException {
        if (request.equals(FAIL)) {
            throw new RpcException(FAILED, Metadata.of("x-why", "asked"));
        }
        if (request.equals(WAIT)) {
            new CountDownLatch(1).await();
        }
        return request;
    }

    private static Metadata own(Metadata sent) {
        Metadata own = Metadata.EMPTY;
        for (var field : sent.fields()) {
            if (field.name().startsWith("x-")) {
                own = new Metadata(own.fields().plus(field));
            }
        }
        return own;
    }

    // ---- folded

    static Services folded() {
        return Services.builder()
                .machine(SAY, () -> new Saying(true))
                .machine(JOIN, Joining::new)
                .machine(COUNT, Counting::new)
                .machine(TALK, () -> new Saying(false))
                .build();
    }

    private static <C> List<Action<C, String>> unlessTold(
            String request, List<Action<C, String>> actions) {
        return switch (request) {
            case FAIL -> List.of(new Action.Finish<>(FAILED, Metadata.of("x-why", "asked")));
            case WAIT -> List.of();
            case BYE -> List.of(Action.Finish.ok());
            default -> actions;
        };
    }

    private record Saying(boolean once) implements Machine<Metadata, String, String> {
        private static final Metadata WAITING = Metadata.of("x-waiting", "1");

        @Override
        public Metadata initial() {
            return Metadata.EMPTY;
        }

        @Override
        public List<Action<Metadata, String>> on(Signal<String> signal, Metadata own) {
            return switch (signal) {
                case Signal.Begin<String> begin -> {
                    Metadata sent = own(begin.head().metadata());
                    yield once
                            ? List.of(new Action.Become<>(sent), new Action.Headers<>(sent))
                            : List.of();
                }
                case Signal.Message<String> message -> {
                    if (message.message().equals(WAIT)) {
                        yield List.of(new Action.Become<>(WAITING));
                    }
                    Action<Metadata, String> said = new Action.Send<>(message.message());
                    yield unlessTold(
                            message.message(),
                            once
                                    ? List.of(said, new Action.Finish<>(Status.OK, own))
                                    : List.of(said));
                }
                case Signal.HalfClosed<String> ignored ->
                        once || own == WAITING ? List.of() : List.of(Action.Finish.ok());
                default -> List.of();
            };
        }
    }

    private record Joining() implements Machine<List<String>, String, String> {
        @Override
        public List<String> initial() {
            return List.of();
        }

        @Override
        public List<Action<List<String>, String>> on(Signal<String> signal, List<String> all) {
            return switch (signal) {
                case Signal.Message<String> message -> {
                    List<String> more = new ArrayList<>(all);
                    more.add(message.message());
                    yield message.message().equals(FAIL)
                            ? unlessTold(FAIL, List.of())
                            : List.of(new Action.Become<>(List.copyOf(more)));
                }
                case Signal.HalfClosed<String> ignored ->
                        all.contains(WAIT)
                                ? List.of()
                                : List.of(
                                        new Action.Send<>(String.join(",", all)),
                                        Action.Finish.ok());
                default -> List.of();
            };
        }
    }

    private record Counting() implements Machine<Counting.At, String, String> {
        /** How far, and how far it will go; -1 before that is known. */
        record At(int count, int most) {}

        @Override
        public At initial() {
            return new At(0, -1);
        }

        @Override
        public List<Action<At, String>> on(Signal<String> signal, At at) {
            return signal instanceof Signal.Message<String> message
                    ? unlessTold(
                            message.message(),
                            message.message().matches("[0-9]+")
                                    ? List.of(
                                            new Action.Become<>(
                                                    new At(0, Integer.parseInt(message.message()))))
                                    : List.of())
                    : List.of();
        }

        @Override
        public Pull<At, String> generate(At at) {
            if (at.most < 0) {
                return new Pull.Idle<>(at);
            }
            At next = new At(at.count + 1, at.most);
            return at.count == at.most
                    ? Pull.Done.of(at)
                    : new Pull.Emit<>(String.valueOf(next.count), next);
        }
    }
}
