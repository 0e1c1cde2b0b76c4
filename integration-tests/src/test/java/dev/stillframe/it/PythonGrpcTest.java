package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("our channel, with Python's grpcio for a server")
@Timeout(120)
class PythonGrpcTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final Status FAILED = Status.of(Code.NOT_FOUND, "no \u00fc % such");

    private static final Method<Octets, Octets> SAY = method(Kind.UNARY, "Say");
    private static final Method<Octets, Octets> JOIN = method(Kind.CLIENT_STREAMING, "Join");
    private static final Method<Octets, Octets> COUNT = method(Kind.SERVER_STREAMING, "Count");
    private static final Method<Octets, Octets> TALK = method(Kind.BIDIRECTIONAL, "Talk");

    @TempDir private Path folder;
    private Path script;
    private Background process;
    private Channel channel;

    private static Method<Octets, Octets> method(Kind kind, String name) {
        return Method.of(kind, "test.Echo", name, Codec.OCTETS, Codec.OCTETS);
    }

    @BeforeEach
    void start() throws Exception {
        Child library = Tool.PYTHON.run(PATIENCE, "-c", "import grpc");
        Assumptions.assumeTrue(
                library.status() == 0,
                "Python's grpcio is not installed: apt-get install python3-grpcio");
        script = Script.copy("python-grpc-server.py", folder);
        process = Background.start(List.of(python(), script.toString()));
        channel = to(process).client(client().build()).open();
    }

    private static String python() {
        return Tool.PYTHON.require().toString();
    }

    /** To a server that has just been started. */
    private static ChannelOptionsBuilder to(Background server) throws InterruptedException {
        String port = server.line("ready ", PATIENCE).substring(6);
        return ChannelOptions.builder("127.0.0.1:" + port).maxReceived(5 << 20);
    }

    private static ClientOptionsBuilder client() {
        return Client.builder().drain(Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.close();
        }
        if (process != null) {
            process.close();
        }
    }

    /** What came of a call. */
    private record Heard(
            List<String> messages, Metadata headers, Status status, Metadata trailers) {}

    private Heard call(
            String style, Method<Octets, Octets> method, CallOptions options, String... requests) {
        return style.equals("direct")
                ? direct(method, options, requests)
                : folded(method, options, requests);
    }

    private Heard direct(Method<Octets, Octets> method, CallOptions options, String... requests) {
        List<String> messages = new ArrayList<>();
        Metadata headers = Metadata.EMPTY;
        try (ClientCall<Octets, Octets> call = channel.open(method, options)) {
            // The other end need not read on before its answers are taken.
            Thread.ofVirtual().start(() -> send(call, requests));
            headers = call.headers();
            for (Octets next = call.next(); next != null; next = call.next()) {
                messages.add(next.utf8());
            }
            return new Heard(messages, headers, Status.OK, call.trailers());
        } catch (RpcException e) {
            return new Heard(messages, headers, e.status(), e.trailers());
        }
    }

    private static void send(ClientCall<Octets, Octets> call, String... requests) {
        try {
            for (String request : requests) {
                call.send(Octets.utf8(request));
            }
            call.halfClose();
        } catch (RpcException e) {
            // Who takes the responses is told as well.
        }
    }

    private Heard folded(Method<Octets, Octets> method, CallOptions options, String... requests) {
        Outcome<Far> outcome =
                channel.run(method, new Asking(List.of(requests)), options)
                        .toCompletableFuture()
                        .join();
        Far far = outcome.context();
        return new Heard(far.messages, far.headers, outcome.status(), outcome.trailers());
    }

    /** How many were sent, and what has come. */
    private record Far(int sent, Metadata headers, List<String> messages) {}

    private record Asking(List<String> requests) implements Machine<Far, Octets, Octets> {
        @Override
        public Far initial() {
            return new Far(0, Metadata.EMPTY, List.of());
        }

        @Override
        public List<Action<Far, Octets>> on(Signal<Octets> signal, Far far) {
            if (signal instanceof Signal.Headers<Octets> headers) {
                return List.of(
                        new Action.Become<>(new Far(far.sent, headers.metadata(), far.messages)));
            }
            if (signal instanceof Signal.Message<Octets> message) {
                List<String> more = new ArrayList<>(far.messages);
                more.add(message.message().utf8());
                return List.of(new Action.Become<>(new Far(far.sent, far.headers, more)));
            }
            return List.of();
        }

        @Override
        public Pull<Far, Octets> generate(Far far) {
            return far.sent == requests.size()
                    ? Pull.Done.of(far)
                    : new Pull.Emit<>(
                            Octets.utf8(requests.get(far.sent)),
                            new Far(far.sent + 1, far.headers, far.messages));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("the four kinds, and their errors with text and metadata")
    void kinds(String style) {
        assertEquals(List.of("a"), call(style, SAY, PLAIN, "a").messages());
        assertEquals(List.of("a,b,c"), call(style, JOIN, PLAIN, "a", "b", "c").messages());
        assertEquals(List.of("1", "2", "3"), call(style, COUNT, PLAIN, "3").messages());
        assertEquals(List.of("x", "y"), call(style, TALK, PLAIN, "x", "y").messages());
        for (Method<Octets, Octets> method : List.of(SAY, JOIN, COUNT, TALK)) {
            Heard heard = call(style, method, PLAIN, "fail");
            assertEquals(FAILED, heard.status(), method::toString);
            assertEquals("asked", heard.trailers().value("x-why"), method::toString);
        }
        assertEquals(
                Code.UNIMPLEMENTED,
                call(style, method(Kind.UNARY, "None"), PLAIN, "a").status().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("metadata there and back, texts and octets")
    void metadata(String style) {
        Metadata own = Metadata.of("x-a", "1").plus("x-b-bin", Octets.of(0, 255, 7, 1));
        Heard heard = call(style, SAY, PLAIN.with(own), "a");
        assertEquals(Status.OK, heard.status());
        for (Metadata back : List.of(heard.headers(), heard.trailers())) {
            assertEquals("1", back.value("x-a"));
            assertEquals(Octets.of(0, 255, 7, 1), back.octets("x-b-bin"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("gzip and 4 MB messages, both ways")
    void large(String style) {
        String large = "0123456789abcdef".repeat((4 << 20) / 16);
        CallOptions gzip = PLAIN.compressing("gzip").with("x-gzip", "1");
        for (CallOptions options : List.of(PLAIN, gzip)) {
            // Not by assertEquals, which would print them.
            assertTrue(call(style, SAY, options, large).messages().equals(List.of(large)));
            assertTrue(
                    call(style, TALK, options, large, large)
                            .messages()
                            .equals(List.of(large, large)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a deadline that runs out, and the server hears of it")
    void deadline(String style) throws Exception {
        CallOptions soon = PLAIN.within(Duration.ofMillis(300));
        assertEquals(Code.DEADLINE_EXCEEDED, call(style, SAY, soon, "wait").status().code());
        process.line("over", PATIENCE);
        assertEquals(Code.DEADLINE_EXCEEDED, call(style, TALK, soon, "wait").status().code());
        process.line("over", PATIENCE);
    }

    @Test
    @DisplayName("a call that is given up, and the server hears of it")
    void cancel() throws Exception {
        try (ClientCall<Octets, Octets> call = channel.open(TALK, PLAIN)) {
            call.send(Octets.utf8("a"));
            assertEquals("a", call.next().utf8());
            assertNull(call.trailers());
            call.send(Octets.utf8("wait"));
            call.cancel();
            RpcException cancelled = assertThrows(RpcException.class, call::next);
            assertEquals(Code.CANCELLED, cancelled.status().code());
        }
        var unary = channel.unaryAsync(SAY, Octets.utf8("wait"), PLAIN).toCompletableFuture();
        unary.cancel(false);
        assertEquals("b", channel.unary(SAY, Octets.utf8("b"), PLAIN).utf8());
    }

    @Test
    @DisplayName("TLS, and UNAVAILABLE with the reason where the certificate is not trusted")
    void tls() throws Exception {
        Identity identity = Identity.make();
        Path key = Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        Path certificate = Files.writeString(folder.resolve("certificate.pem"), identity.pem());
        List<String> command =
                List.of(python(), script.toString(), key.toString(), certificate.toString());
        try (Background server = Background.start(command)) {
            ChannelOptionsBuilder to = to(server).secure();
            Tls trusting = Tls.of(identity.trusting());
            try (Channel secure = to.client(client().tls(trusting).build()).open()) {
                assertEquals("a", secure.unary(SAY, Octets.utf8("a"), PLAIN).utf8());
            }
            try (Channel wary = to.client(client().build()).open()) {
                RpcException refused =
                        assertThrows(
                                RpcException.class, () -> wary.unary(SAY, Octets.utf8("a"), PLAIN));
                assertEquals(Code.UNAVAILABLE, refused.status().code());
                assertTrue(refused.getMessage().contains("TLS"), refused::getMessage);
            }
        }
    }
}
