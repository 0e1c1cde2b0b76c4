package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientInterceptor;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.server.Server;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("interceptors around a client's calls")
@Timeout(60)
class ClientInterceptorTest {
    /** Writes down what it sees, and adds metadata. */
    private record Noting(String name, Book book) implements ClientInterceptor {
        @Override
        public <I, O> Intercepted<I, O> begins(Method<I, O> method, CallOptions options) {
            book.write(name + " begins " + method);
            return new Intercepted<>() {
                @Override
                public CallOptions options(CallOptions given) {
                    return given.with("x-by", name);
                }

                @Override
                public I request(I message) {
                    book.write(name + " request " + message);
                    return message;
                }

                @Override
                public void headers(Metadata metadata) {
                    book.write(name + " headers " + metadata.values("x-by"));
                }

                @Override
                public O response(O message) {
                    book.write(name + " response " + message);
                    return message;
                }

                @Override
                public void ended(Status status, Metadata trailers) {
                    book.write(name + " ended " + status.code());
                }
            };
        }
    }

    private static void expect(Book book, String... lines) throws InterruptedException {
        for (String line : lines) {
            assertEquals(line, book.next());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("they see head, messages and status, the first outermost, and add metadata")
    void sees(String style) throws Exception {
        Book book = new Book();
        try (Server server = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
                Channel channel =
                        Pair.to(server)
                                .around(new Noting("a", book))
                                .around(new Noting("b", book))
                                .open()) {
            if (style.equals("blocking")) {
                assertEquals("q", channel.unary(Echoes.SAY, "q", CallOptions.DEFAULT));
            } else {
                Caller.of(style).call(channel, Echoes.SAY, List.of("q"), CallOptions.DEFAULT);
            }
            // In direct style the one response is given with its end.
            boolean endsFirst = style.equals("direct");
            expect(book, "a begins test.Echo/Say", "b begins test.Echo/Say");
            expect(book, "a request q", "b request q");
            expect(book, "b headers [a, b]", "a headers [a, b]");
            if (endsFirst) {
                expect(book, "b ended OK", "a ended OK", "b response q", "a response q");
            } else {
                expect(book, "b response q", "a response q", "b ended OK", "a ended OK");
            }
            book.expectNoMore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a call that fails, and one without a server, end once for them as well")
    void failures(String style) throws Exception {
        Book book = new Book();
        int port;
        try (Server server = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
                Channel channel = Pair.to(server).around(new Noting("a", book)).open()) {
            port = Pair.port(server);
            Caller.of(style).call(channel, Echoes.SAY, List.of(Echoes.FAIL), CallOptions.DEFAULT);
            while (!book.next().equals("a ended NOT_FOUND")) {
                Thread.onSpinWait();
            }
            book.expectNoMore();
        }
        try (Channel nobody = Pair.to("127.0.0.1:" + port).around(new Noting("a", book)).open()) {
            Caller.of(style).call(nobody, Echoes.SAY, List.of("q"), CallOptions.DEFAULT);
            expect(book, "a begins test.Echo/Say", "a ended UNAVAILABLE");
            book.expectNoMore();
        }
    }

    @Test
    @DisplayName("one that refuses a call: nothing is sent, and those around it are told")
    void refuses() throws Exception {
        Book book = new Book();
        ClientInterceptor refusing =
                new ClientInterceptor() {
                    @Override
                    public <I, O> Intercepted<I, O> begins(Method<I, O> method, CallOptions options)
                            throws RpcException {
                        throw new RpcException(Code.PERMISSION_DENIED, "not this one");
                    }
                };
        try (Server server = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
                Channel channel =
                        Pair.to(server).around(new Noting("a", book)).around(refusing).open()) {
            for (String style : List.of("direct", "folded")) {
                Caller.Heard heard =
                        Caller.of(style)
                                .call(channel, Echoes.SAY, List.of("q"), CallOptions.DEFAULT);
                assertEquals(Code.PERMISSION_DENIED, heard.status().code());
                expect(book, "a begins test.Echo/Say", "a ended PERMISSION_DENIED");
                book.expectNoMore();
            }
            assertThrows(
                    RpcException.class, () -> channel.unary(Echoes.SAY, "q", CallOptions.DEFAULT));
            assertEquals(0, server.statistics().accepted());
        }
    }
}
