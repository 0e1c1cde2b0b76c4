package dev.stillframe.workbench.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.workbench.client.Loop;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.grpc.GrpcFronts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the generator of calls")
class CallLoadTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(400);

    /** At 50 messages a second. */
    private static final int MESSAGES = 20;

    static List<String> fronts() {
        return GrpcFronts.names();
    }

    private static UnaryLoad unary(int port) throws IOException {
        return new UnaryLoad(new Loop(port, false), 6, 2, 10, NONE, SHORT);
    }

    private static StreamLoad streams(int port, int slow, Duration time) throws IOException {
        var shape = new StreamLoad.Shape(10, 2, 50, slow, 320);
        return new StreamLoad(new Loop(port, false, StreamLoad.LIMITS), shape, NONE, time);
    }

    @ParameterizedTest
    @MethodSource("fronts")
    @DisplayName("finds nothing wrong with any front")
    void right(String front) throws Exception {
        try (Serving serving = GrpcFronts.named(front).orElseThrow().start(Listening.plain(0))) {
            UnaryLoad unary = unary(serving.port());
            CallTimes calls = unary.run(() -> {});
            assertNull(unary.firstWrong());
            assertEquals(0, calls.wrong());
            assertTrue(calls.good() > 0, "calls");
            assertEquals(calls.good(), calls.times().getTotalCount());

            StreamLoad streams = streams(serving.port(), 2, SHORT);
            CallTimes messages = streams.run(() -> {});
            assertNull(streams.firstWrong());
            assertEquals(0, messages.wrong());
            assertEquals(8 * MESSAGES, messages.good(), "messages of those that read");
            assertEquals(10 * MESSAGES, messages.lateness().getTotalCount(), "messages sent");
        }
    }

    private static void wrong(EchoRpc.Service service, @Nullable String once, @Nullable String chat)
            throws IOException {
        wrong(GrpcEngine.find().handler(EchoRpc.services(service)), once, chat);
    }

    /**
     * @param once what must be found wrong with the unary calls; null for nothing
     * @param chat the same of the streams
     */
    private static void wrong(Handler handler, @Nullable String once, @Nullable String chat)
            throws IOException {
        try (Server server = serve(handler)) {
            int port = port(server);
            UnaryLoad unary = unary(port);
            long wrongCalls = unary.run(() -> {}).wrong();
            assertEquals(once, unary.firstWrong());
            assertEquals(once == null ? 0 : 6, wrongCalls, "each ends what would follow it");
            StreamLoad streams = streams(port, 0, SHORT);
            long wrongStreams = streams.run(() -> {}).wrong();
            assertEquals(chat, streams.firstWrong());
            assertEquals(chat == null ? 0 : 10, wrongStreams);
        }
    }

    private static Server serve(Handler handler) throws IOException {
        return Server.builder().listen(0).handler(handler).start();
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    /** The echo, with nothing wrong. */
    private static class Echo implements EchoRpc.Service {
        @Override
        public Payload once(Payload request, Call call) throws RpcException {
            return request;
        }

        @Override
        public void chat(Source<Payload> requests, Sink<Payload> responses, Call call)
                throws RpcException {
            for (Payload request : requests) {
                responses.send(request);
            }
        }
    }

    @Test
    @DisplayName("finds out an octet that has changed")
    void octet() throws IOException {
        wrong(
                new Echo() {
                    @Override
                    public Payload once(Payload request, Call call) {
                        return request.toBuilder().setNumber(request.getNumber() ^ 256).build();
                    }
                },
                "octet 16 of the answer",
                null);
    }

    @Test
    @DisplayName("finds out a status that is not OK, where all of HTTP is right")
    void status() throws IOException {
        wrong(
                new Echo() {
                    @Override
                    public Payload once(Payload request, Call call) throws RpcException {
                        throw new RpcException(Code.UNAVAILABLE, "not today");
                    }
                },
                "grpc-status 14: not today",
                null);
    }

    @Test
    @DisplayName("finds out a stream that leaves a message out")
    void leftOut() throws IOException {
        wrong(
                new Echo() {
                    @Override
                    public void chat(Source<Payload> requests, Sink<Payload> responses, Call call)
                            throws RpcException {
                        for (Payload request : requests) {
                            if (request.getNumber() != MESSAGES) {
                                responses.send(request);
                            }
                        }
                    }
                },
                null,
                "19 of 20 messages");
    }

    @Test
    @DisplayName("finds out a stream that ends before its client has ended it")
    void early() throws IOException {
        EchoRpc.Service impatient =
                new Echo() {
                    @Override
                    public void chat(Source<Payload> requests, Sink<Payload> responses, Call call)
                            throws RpcException {
                        responses.send(requests.iterator().next());
                    }
                };
        try (Server server = serve(GrpcEngine.find().handler(EchoRpc.services(impatient)))) {
            // It ends with the last stream, long before its time is over.
            StreamLoad streams = streams(port(server), 0, Duration.ofMinutes(5));
            CallTimes messages = streams.run(() -> {});
            assertEquals("the call ended by itself", streams.firstWrong());
            assertEquals(10, messages.wrong());
            assertEquals(10, messages.good(), "one each");
        }
    }

    @Test
    @DisplayName("finds out what is no call at all")
    void http() throws IOException {
        Handler hello =
                new Handler.Direct(
                        exchange -> exchange.respond(ResponseHead.of(404), Octets.EMPTY));
        wrong(hello, "HTTP status 404", "HTTP status 404");
    }
}
