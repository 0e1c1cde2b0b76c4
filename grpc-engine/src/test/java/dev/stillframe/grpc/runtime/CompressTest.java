package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of one stream, some of them compressed (grpc/grpc doc/compression.md). */
@Timeout(60)
class CompressTest {
    private static final String NAMED =
            " :status=200 content-type=application/grpc grpc-encoding=gzip"
                    + " grpc-accept-encoding=gzip";
    private static final String GZIP = "<" + Compression.GZIP.compress(Octets.utf8("gzip")) + ">";
    private static final CallOptions OPTIONS =
            CallOptions.DEFAULT.within(Duration.ofSeconds(30)).compressing("gzip");

    /** Gives back each request, compressed when it is "gzip". Says nothing of "as before". */
    private static final class Echo implements Machine<Integer, String, String> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer, String>> on(Signal<String> signal, Integer context) {
            return switch (signal) {
                case Signal.Message<String> said ->
                        said.message().equals("as before")
                                ? List.of(new Action.Send<>(said.message()))
                                : List.of(
                                        new Action.Compress<>(said.message().equals("gzip")),
                                        new Action.Send<>(said.message()));
                case Signal.HalfClosed<String> ignored -> List.of(Action.Finish.ok());
                default -> List.of();
            };
        }
    }

    private static Services machines() {
        return Services.builder().machine(Style.ECHO, Echo::new).build();
    }

    @Test
    @DisplayName("a server's machine says it for each message, once ahead of its head")
    void serverMachine() throws Exception {
        try (Served served = Served.of(machines())) {
            int call = served.peer.call("/t.T/Echo", "grpc-accept-encoding", "gzip");
            served.peer.data(call, Texts.frames("plain"));
            served.expect("HEADERS 1" + NAMED, "DATA 1 [plain]");
            served.peer.data(call, Texts.frames("gzip"));
            served.expect("DATA 1 [" + GZIP + "]");
            served.peer.last(call, Texts.frames("plain"));
            served.expect("DATA 1 [plain]", "HEADERS 1 END_STREAM grpc-status=0");
        }
    }

    @Test
    @DisplayName("a server's machine that says it behind its head, or for nobody: not compressed")
    void serverMachineInVain() throws Exception {
        try (Served served = Served.of(machines())) {
            int late = served.peer.call("/t.T/Echo", "grpc-accept-encoding", "gzip");
            served.peer.data(late, Texts.frames("as before"));
            served.expect("HEADERS 1" + Served.HEAD, "DATA 1 [as before]");
            served.peer.last(late, Texts.frames("gzip"));
            served.expect("DATA 1 [gzip]", "HEADERS 1 END_STREAM grpc-status=0");
            int nobody = served.peer.call("/t.T/Echo");
            served.peer.last(nobody, Texts.frames("gzip"));
            served.expect(
                    "HEADERS 3" + Served.HEAD,
                    "DATA 3 [gzip]",
                    "HEADERS 3 END_STREAM grpc-status=0");
        }
    }

    /** Shows what came compressed. */
    private static final class Shown implements Compression {
        @Override
        public String name() {
            return "gzip";
        }

        @Override
        public Octets compress(Octets message) {
            return Compression.GZIP.compress(message);
        }

        @Override
        public Octets decompress(Octets octets, int most) throws IOException {
            Octets message = Compression.GZIP.decompress(octets, most);
            return Octets.utf8("<" + message.utf8() + ">");
        }
    }

    private static Pair showing() throws IOException {
        return Pair.of(
                Style.DIRECT.services(new Book()),
                ServiceOptions.DEFAULT.compressing(List.of(new Shown())));
    }

    @Test
    @DisplayName("a client in direct style says it for each message")
    void clientDirect() throws Exception {
        try (Pair pair = showing();
                ClientCall<String, String> call = pair.channel().open(Style.JOIN, OPTIONS)) {
            call.send("a");
            call.compressing(false);
            call.send("b");
            call.compressing(true);
            call.send("c");
            call.halfClose();
            assertEquals("<a>+b+<c>", call.next());
        }
        try (Pair pair = showing();
                ClientCall<String, String> call =
                        pair.channel().open(Style.JOIN, OPTIONS.compressing("identity"))) {
            call.compressing(true);
            call.send("nothing to do it with");
            call.halfClose();
            assertEquals("nothing to do it with", call.next());
        }
    }

    /** Sends three messages at once. The context: what has come back. */
    private static final class Three implements Machine<List<String>, String, String> {
        @Override
        public List<String> initial() {
            return List.of();
        }

        @Override
        public List<Action<List<String>, String>> on(Signal<String> signal, List<String> context) {
            return switch (signal) {
                case Signal.Begin<String> ignored ->
                        List.of(
                                new Action.Send<>("a"),
                                new Action.Compress<>(false),
                                new Action.Send<>("b"),
                                new Action.Compress<>(true),
                                new Action.Send<>("c"),
                                new Action.HalfClose<>());
                case Signal.Message<String> said -> {
                    List<String> more = new ArrayList<>(context);
                    more.add(said.message());
                    yield List.of(new Action.Become<>(List.copyOf(more)));
                }
                default -> List.of();
            };
        }
    }

    @Test
    @DisplayName("a client's machine says it for each message")
    void clientMachine() throws Exception {
        try (Pair pair = showing()) {
            Outcome<List<String>> outcome =
                    pair.channel()
                            .run(Style.JOIN, new Three(), OPTIONS)
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals(List.of("<a>+b+<c>"), outcome.context());
        }
    }
}
