package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that says when to try again, or not to (A6, "Pushback"). */
@Timeout(60)
class PushbackTest {
    private static final Status BUSY = Status.of(Code.UNAVAILABLE, "busy");

    /** Fails as often as there are statuses, and says its requests again after that. */
    private static Services fails(Style style, Queue<Status> statuses) {
        Services.Builder services = Services.builder();
        return switch (style) {
            case DIRECT ->
                    services.unary(Echoes.SAY, (request, call) -> said(request, statuses.poll()))
                            .serverStreaming(
                                    Echoes.COUNT,
                                    (request, responses, call) -> {
                                        responses.send("1");
                                        said(request, statuses.poll());
                                    })
                            .build();
            case MACHINE ->
                    services.machine(Echoes.SAY, () -> new Saying(statuses))
                            .machine(Echoes.COUNT, () -> new Counting(statuses))
                            .build();
        };
    }

    private static String said(String request, @Nullable Status status) throws RpcException {
        if (status != null) {
            throw new RpcException(status, Metadata.of("x-why", "so"));
        }
        return request;
    }

    /** Ends by an action. */
    private record Saying(Queue<Status> statuses) implements Machine<String, String, String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String, String>> on(Signal<String> signal, String context) {
            if (!(signal instanceof Signal.Message<String> message)) {
                return List.of();
            }
            Status status = statuses.poll();
            return status == null
                    ? List.of(new Action.Send<>(message.message()), Action.Finish.ok())
                    : List.of(new Action.Finish<>(status, Metadata.of("x-why", "so")));
        }
    }

    /** Ends by its generator, after a message. */
    private record Counting(Queue<Status> statuses) implements Machine<Integer, String, String> {
        @Override
        public Integer initial() {
            return -1;
        }

        @Override
        public List<Action<Integer, String>> on(Signal<String> signal, Integer said) {
            return signal instanceof Signal.HalfClosed<String>
                    ? List.of(new Action.Become<>(0))
                    : List.of();
        }

        @Override
        public Pull<Integer, String> generate(Integer said) {
            return switch (said) {
                case -1 -> new Pull.Idle<>(said);
                case 0 -> new Pull.Emit<>("1", 1);
                default -> new Pull.Fail<>(said, statuses.remove());
            };
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A response that is nothing else says it beside its status, ahead of metadata")
    void alone(Style style) throws Exception {
        Status later = BUSY.retryAfter(Duration.ofMillis(1500));
        Queue<Status> statuses = new ConcurrentLinkedQueue<>(List.of(later));
        try (Served served = Served.of(fails(style, statuses))) {
            int call = served.peer.call("/test.Echo/Say");
            served.peer.last(call, Texts.frames("a"));
            served.expect(
                    "HEADERS 1"
                            + ALONE
                            + " grpc-status=14 grpc-message=busy grpc-retry-pushback-ms=1500"
                            + " x-why=so");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A response with messages says it in its trailers, and not in its head")
    void trailers(Style style) throws Exception {
        Queue<Status> statuses = new ConcurrentLinkedQueue<>(List.of(BUSY.withoutRetry()));
        try (Served served = Served.of(fails(style, statuses))) {
            int call = served.peer.call("/test.Echo/Count");
            served.peer.last(call, Texts.frames("1"));
            served.expect(
                    "HEADERS 1" + HEAD,
                    "DATA 1 [1]",
                    "HEADERS 1 END_STREAM grpc-status=14 grpc-message=busy"
                            + " grpc-retry-pushback-ms=-1"
                            + (style == Style.DIRECT ? " x-why=so" : ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DIRECT, blocking",
        "DIRECT, direct",
        "DIRECT, folded",
        "MACHINE, blocking",
        "MACHINE, direct",
        "MACHINE, folded"
    })
    @DisplayName("A channel that would retry late does it when the server says, or not at all")
    void obeyed(Style style, String caller) throws Exception {
        Status soon = BUSY.retryAfter(Duration.ofMillis(5));
        Queue<Status> statuses = new ConcurrentLinkedQueue<>(List.of(soon, soon));
        try (Server server = Pair.serve(fails(style, statuses), ServiceOptions.DEFAULT)) {
            String late = RetriedCallsTest.retries(4, RetriedCallsTest.LATE);
            try (Channel channel = Pair.to(server).serviceConfig(late).open()) {
                Caller.Heard heard = RetriedCallsTest.say(caller, channel, CallOptions.DEFAULT);
                assertEquals(Status.OK, heard.status());
                assertEquals(List.of("a"), heard.messages());
                assertEquals(0, statuses.size());
            }
            statuses.addAll(List.of(BUSY.withoutRetry(), BUSY));
            String early = RetriedCallsTest.retries(4, RetriedCallsTest.SOON);
            try (Channel channel = Pair.to(server).serviceConfig(early).open()) {
                Caller.Heard heard = RetriedCallsTest.say(caller, channel, CallOptions.DEFAULT);
                assertEquals(BUSY.withoutRetry(), heard.status());
                assertEquals(Pushback.STOP, heard.status().pushback());
                assertEquals("so", heard.trailers().value("x-why"));
                assertEquals(1, statuses.size(), "no second attempt");
            }
        }
    }
}
