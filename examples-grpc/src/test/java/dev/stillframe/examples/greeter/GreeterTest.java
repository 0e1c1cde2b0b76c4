package dev.stillframe.examples.greeter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.greeter.v1.GreeterRpc;
import dev.stillframe.examples.greeter.v1.HelloReply;
import dev.stillframe.examples.greeter.v1.HelloRequest;
import dev.stillframe.grpc.protobuf.StatusDetails;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated client and the generated server, in both styles of the server. */
@Timeout(60)
class GreeterTest {
    private interface Use {
        void with(GreeterRpc.Client greeter) throws Exception;
    }

    private static void greeter(boolean folded, Use use) throws Exception {
        served(folded ? GreeterServer.folded() : GreeterServer.direct(), use);
    }

    private static void served(Services services, Use use) throws Exception {
        try (Server server = GreeterServer.serve(0, services);
                Channel channel = GreeterClient.channel("localhost:" + port(server))) {
            use.with(new GreeterRpc.Client(channel).within(Duration.ofSeconds(30)));
        }
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private static HelloRequest to(String name) {
        return HelloRequest.newBuilder().setName(name).build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("The example's client is greeted in all four ways")
    void allKinds(boolean folded) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        greeter(
                folded,
                client ->
                        GreeterClient.greet(
                                client, new PrintStream(out, true, StandardCharsets.UTF_8)));
        assertEquals(
                List.of(
                        "Hello, Ada!",
                        "Hello, Bob!",
                        "Hello, Bob!",
                        "Hello, Bob!",
                        "Hello, Ada and Bob!",
                        "Hello, Cleo!",
                        "Hello, Dan!"),
                out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A status comes back, blocking and as a stage")
    void statuses(boolean folded) throws Exception {
        greeter(
                folded,
                client -> {
                    RpcException e =
                            assertThrows(RpcException.class, () -> client.sayHello(to("")));
                    assertEquals(Greeting.NOBODY, e.status());
                    Code code =
                            client.sayHelloAsync(to(""))
                                    .handle(
                                            (reply, failure) ->
                                                    ((RpcException) cause(failure)).status().code())
                                    .toCompletableFuture()
                                    .get(30, TimeUnit.SECONDS);
                    assertEquals(Code.INVALID_ARGUMENT, code);
                });
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A client's machine chats, and its context comes back")
    void machine(boolean folded) throws Exception {
        greeter(
                folded,
                client -> {
                    Outcome<Chat> outcome =
                            client.chat(new Names(List.of("Ada", "Bob")))
                                    .toCompletableFuture()
                                    .get(30, TimeUnit.SECONDS);
                    assertTrue(outcome.status().isOk(), outcome::toString);
                    assertEquals(
                            new Chat(2, List.of("Hello, Ada!", "Hello, Bob!")), outcome.context());
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A method that is not overridden answers UNIMPLEMENTED")
    void unimplemented(boolean folded) throws Exception {
        Services nothing =
                folded
                        ? GreeterRpc.services(new GreeterRpc.Machines() {})
                        : GreeterRpc.services(new GreeterRpc.Service() {});
        served(
                nothing,
                client -> {
                    RpcException e =
                            assertThrows(RpcException.class, () -> client.sayHello(to("Ada")));
                    assertEquals(GreeterRpc.SAY_HELLO.unimplemented(), e.status());
                });
    }

    @Test
    @DisplayName("What a handler puts into its status, the client takes out of it")
    void details() throws Exception {
        HelloRequest instead = to("Grace");
        GreeterRpc.Service refusing =
                new GreeterRpc.Service() {
                    @Override
                    public HelloReply sayHello(HelloRequest request, Call call)
                            throws RpcException {
                        throw new RpcException(
                                StatusDetails.of(Code.NOT_FOUND, "ask for another", instead)
                                        .status());
                    }
                };
        served(
                GreeterRpc.services(refusing),
                client -> {
                    RpcException e =
                            assertThrows(RpcException.class, () -> client.sayHello(to("Ada")));
                    StatusDetails details = StatusDetails.of(e.status());
                    assertEquals(Code.NOT_FOUND, e.status().code());
                    assertEquals("ask for another", details.message());
                    assertEquals(instead, details.first(HelloRequest.getDefaultInstance()));
                });
    }

    /** How many names were said, and what was heard. */
    private record Chat(int said, List<String> heard) {}

    /** Says names, and hears greetings. */
    private record Names(List<String> names) implements Machine<Chat, HelloReply, HelloRequest> {
        @Override
        public Chat initial() {
            return new Chat(0, List.of());
        }

        @Override
        public List<Action<Chat, HelloRequest>> on(Signal<HelloReply> signal, Chat chat) {
            if (signal instanceof Signal.Message<HelloReply> reply) {
                List<String> heard = new ArrayList<>(chat.heard());
                heard.add(reply.message().getMessage());
                return List.of(new Action.Become<>(new Chat(chat.said(), List.copyOf(heard))));
            }
            return List.of();
        }

        @Override
        public Pull<Chat, HelloRequest> generate(Chat chat) {
            return chat.said() == names.size()
                    ? Pull.Done.of(chat)
                    : new Pull.Emit<>(
                            to(names.get(chat.said())), new Chat(chat.said() + 1, chat.heard()));
        }
    }
}
