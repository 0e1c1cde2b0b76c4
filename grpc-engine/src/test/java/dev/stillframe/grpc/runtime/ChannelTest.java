package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a channel to our own server")
@Timeout(60)
class ChannelTest {
    private static final String BOTH = "style of the server: {0}, of the client: {1}";
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("calls of the four kinds")
    void kinds(String server, String client) throws Exception {
        Caller caller = Caller.of(client);
        try (Pair pair = Pair.of(Echoes.of(server))) {
            assertEquals(List.of("a"), heard(caller, pair, Echoes.SAY, "a").messages());
            assertEquals(List.of(""), heard(caller, pair, Echoes.SAY, "").messages());
            assertEquals(
                    List.of("a,b,c"), heard(caller, pair, Echoes.JOIN, "a", "b", "c").messages());
            assertEquals(List.of(""), heard(caller, pair, Echoes.JOIN).messages());
            assertEquals(List.of("1", "2", "3"), heard(caller, pair, Echoes.COUNT, "3").messages());
            assertEquals(List.of(), heard(caller, pair, Echoes.COUNT, "0").messages());
            assertEquals(List.of("x", "y"), heard(caller, pair, Echoes.TALK, "x", "y").messages());
            assertEquals(List.of(), heard(caller, pair, Echoes.TALK).messages());
        }
    }

    private static Caller.Heard heard(
            Caller caller, Pair pair, Method<String, String> method, String... requests) {
        Caller.Heard heard = caller.call(pair.channel(), method, List.of(requests), PLAIN);
        assertEquals(Status.OK, heard.status());
        return heard;
    }

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("errors of the four kinds, with texts and metadata")
    void errors(String server, String client) throws Exception {
        Caller caller = Caller.of(client);
        try (Pair pair = Pair.of(Echoes.of(server))) {
            for (Method<String, String> method :
                    List.of(Echoes.SAY, Echoes.JOIN, Echoes.COUNT, Echoes.TALK)) {
                Caller.Heard heard =
                        caller.call(pair.channel(), method, List.of(Echoes.FAIL), PLAIN);
                assertEquals(Echoes.FAILED, heard.status(), method::toString);
                assertEquals("asked", heard.trailers().value("x-why"), method::toString);
            }
            Method<String, String> none =
                    Method.of(Method.Kind.UNARY, "test.Echo", "None", Echoes.TEXT, Echoes.TEXT);
            assertEquals(
                    Code.UNIMPLEMENTED,
                    caller.call(pair.channel(), none, List.of("a"), PLAIN).status().code());
        }
    }

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("metadata go there and come back ahead and behind, texts and octets")
    void metadata(String server, String client) throws Exception {
        Metadata sent =
                Metadata.of("x-a", "1", "x-a", "two, three").plus("x-b-bin", Octets.of(0, 255, 7));
        try (Pair pair = Pair.of(Echoes.of(server))) {
            Caller.Heard heard =
                    Caller.of(client)
                            .call(pair.channel(), Echoes.SAY, List.of("m"), PLAIN.with(sent));
            assertEquals(sent, heard.headers());
            assertEquals(sent, heard.trailers());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("unary: blocking, by a future, and many at once")
    void unary(String server) throws Exception {
        try (Pair pair = Pair.of(Echoes.of(server))) {
            Channel channel = pair.channel();
            assertEquals("a", channel.unary(Echoes.SAY, "a", PLAIN));
            RpcException failed =
                    assertThrows(
                            RpcException.class,
                            () -> channel.unary(Echoes.SAY, Echoes.FAIL, PLAIN));
            assertEquals(Echoes.FAILED, failed.status());
            assertEquals("asked", failed.trailers().value("x-why"));
            List<CompletableFuture<String>> all =
                    IntStream.range(0, 500)
                            .mapToObj(
                                    i ->
                                            channel.unaryAsync(Echoes.SAY, "n" + i, PLAIN)
                                                    .toCompletableFuture())
                            .toList();
            for (int i = 0; i < all.size(); i++) {
                assertEquals("n" + i, all.get(i).join());
            }
            CompletionException thrown =
                    assertThrows(
                            CompletionException.class,
                            () ->
                                    channel.unaryAsync(Echoes.SAY, Echoes.FAIL, PLAIN)
                                            .toCompletableFuture()
                                            .join());
            RpcException cause = assertInstanceOf(RpcException.class, thrown.getCause());
            assertEquals(Echoes.FAILED, cause.status());
            assertThrows(
                    IllegalArgumentException.class, () -> channel.unary(Echoes.TALK, "a", PLAIN));
        }
    }

    @Test
    @DisplayName("serverStreaming gives what comes, and the trailers are there at the end")
    void serverStreaming() throws Exception {
        try (Pair pair = Pair.of(Echoes.direct())) {
            List<String> all = new ArrayList<>();
            try (Source<String> source =
                    pair.channel().serverStreaming(Echoes.COUNT, "100", PLAIN)) {
                source.forEach(all::add);
            }
            assertEquals(IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList(), all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a conversation: each answer is there before the next question is asked")
    void conversation(String server) throws Exception {
        try (Pair pair = Pair.of(Echoes.of(server));
                ClientCall<String, String> call = pair.channel().open(Echoes.TALK, PLAIN)) {
            for (int i = 0; i < 100; i++) {
                call.send("q" + i);
                assertEquals("q" + i, call.next());
            }
            assertNull(call.trailers());
            call.halfClose();
            call.halfClose();
            assertNull(call.next());
            assertNull(call.next());
            assertEquals(Metadata.EMPTY, call.trailers());
            assertThrows(IllegalStateException.class, () -> call.send("late"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a server that ends first: what it said can be read, and sending says so")
    void endsFirst(String server) throws Exception {
        try (Pair pair = Pair.of(Echoes.of(server));
                ClientCall<String, String> call = pair.channel().open(Echoes.TALK, PLAIN)) {
            call.send("a");
            call.send(Echoes.BYE);
            String more = "m".repeat(100_000);
            RpcException refused =
                    assertThrows(
                            RpcException.class,
                            () -> {
                                while (true) {
                                    call.send(more);
                                }
                            });
            assertEquals(Code.CANCELLED, refused.status().code());
            assertEquals("a", call.next());
            assertNull(call.next());
        }
        try (Pair pair = Pair.of(Echoes.of(server));
                ClientCall<String, String> call = pair.channel().open(Echoes.TALK, PLAIN)) {
            call.send(Echoes.FAIL);
            String more = "m".repeat(100_000);
            RpcException refused =
                    assertThrows(
                            RpcException.class,
                            () -> {
                                while (true) {
                                    call.send(more);
                                }
                            });
            assertEquals(Echoes.FAILED, refused.status());
        }
    }

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("4 MB messages both ways, compressed and not")
    void large(String server, String client) throws Exception {
        String large = "0123456789abcdef".repeat((4 << 20) / 16);
        Caller caller = Caller.of(client);
        try (Pair pair = Pair.of(Echoes.of(server))) {
            for (CallOptions options : List.of(PLAIN, PLAIN.compressing("gzip"))) {
                // Not by assertEquals, which would print them.
                Caller.Heard one = caller.call(pair.channel(), Echoes.SAY, List.of(large), options);
                assertTrue(one.messages().equals(List.of(large)));
                List<String> both = List.of(large, large);
                Caller.Heard two = caller.call(pair.channel(), Echoes.TALK, both, options);
                assertTrue(two.messages().equals(both));
            }
            assertTrue(pair.channel().unary(Echoes.SAY, large, PLAIN).equals(large));
        }
    }

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("a message above the limit, of the server or the client, is RESOURCE_EXHAUSTED")
    void limits(String server, String client) throws Exception {
        Caller caller = Caller.of(client);
        String large = "x".repeat(10_001);
        ServiceOptions small = ServiceOptions.DEFAULT.taking(10_000);
        try (Pair pair = Pair.of(Echoes.of(server), small)) {
            for (CallOptions options : List.of(PLAIN, PLAIN.compressing("gzip"))) {
                Caller.Heard heard =
                        caller.call(pair.channel(), Echoes.SAY, List.of(large), options);
                assertEquals(Code.RESOURCE_EXHAUSTED, heard.status().code());
            }
            String fits = "x".repeat(10_000);
            assertEquals(
                    List.of(fits),
                    caller.call(pair.channel(), Echoes.SAY, List.of(fits), PLAIN).messages());
            Caller.Heard heard =
                    caller.call(pair.channel(), Echoes.SAY, List.of(fits), PLAIN.taking(9_999));
            assertEquals(Code.RESOURCE_EXHAUSTED, heard.status().code());
        }
    }

    @Test
    @DisplayName("a compression that the channel has not is refused before anything is sent")
    void unknownCompression() throws Exception {
        try (Pair pair = Pair.of(Echoes.direct())) {
            CallOptions zstd = PLAIN.compressing("zstd");
            for (String style : List.of("direct", "folded")) {
                Caller.Heard heard =
                        Caller.of(style).call(pair.channel(), Echoes.SAY, List.of("a"), zstd);
                assertEquals(Code.INTERNAL, heard.status().code());
            }
            assertThrows(RpcException.class, () -> pair.channel().unary(Echoes.SAY, "a", zstd));
            assertEquals(0, pair.server().statistics().open());
        }
    }

    @Test
    @DisplayName("what the server is told of the client: authority and user agent")
    void told() throws Exception {
        CompletableFuture<String> authority = new CompletableFuture<>();
        CompletableFuture<Metadata> metadata = new CompletableFuture<>();
        Services services =
                Services.builder()
                        .unary(
                                Echoes.SAY,
                                (request, call) -> {
                                    authority.complete(call.head().authority());
                                    metadata.complete(call.head().metadata());
                                    return request;
                                })
                        .build();
        try (Server server = Pair.serve(services, ServiceOptions.DEFAULT);
                Channel channel =
                        Pair.to(server).authority("other.test").userAgent("mine/1").open()) {
            channel.unary(Echoes.SAY, "a", PLAIN);
            assertEquals("other.test", authority.join());
            assertEquals("mine/1 grpc-stillframe/0.1.0", metadata.join().value("user-agent"));
        }
    }

    @Test
    @DisplayName("a socket of the file system")
    void unix(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        try (Server server =
                Server.builder()
                        .listen(new Listener(UnixDomainSocketAddress.of(path), null))
                        .handler(GrpcEngine.find().handler(Echoes.direct()))
                        .drain(Duration.ofMillis(100))
                        .start()) {
            for (String target : List.of("unix:" + path, "unix://" + path)) {
                try (Channel channel = Pair.to(target).open()) {
                    assertEquals("a", channel.unary(Echoes.SAY, "a", PLAIN));
                }
            }
            assertEquals(2, server.statistics().accepted());
        }
    }

    @Test
    @DisplayName("a list of servers: each has its turn, and one that is gone is passed over")
    void list() throws Exception {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        try (Server one = Pair.serve(named("one"), ServiceOptions.DEFAULT);
                Server two = Pair.serve(named("two"), ServiceOptions.DEFAULT)) {
            int gone;
            try (Server brief = Pair.serve(named("gone"), ServiceOptions.DEFAULT)) {
                gone = Pair.port(brief);
            }
            String target =
                    "static:///%s:%d,%s:%d,%s:%d"
                            .formatted(host, Pair.port(one), host, gone, host, Pair.port(two));
            try (Channel channel = Pair.to(target).roundRobin().open()) {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    all.add(channel.unary(Echoes.SAY, "who", PLAIN));
                }
                assertTrue(all.contains("one") && all.contains("two"), all::toString);
                for (int i = 0; i < 4; i++) {
                    try (ClientCall<String, String> call = channel.open(Echoes.SAY, PLAIN)) {
                        call.send("who");
                        call.halfClose();
                        assertTrue(List.of("one", "two").contains(call.next()));
                    }
                }
            }
        }
    }

    private static Services named(String name) {
        return Services.builder().unary(Echoes.SAY, (request, call) -> name).build();
    }
}
