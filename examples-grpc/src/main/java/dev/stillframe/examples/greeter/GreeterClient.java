package dev.stillframe.examples.greeter;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.examples.greeter.v1.GreeterRpc;
import dev.stillframe.examples.greeter.v1.HelloReply;
import dev.stillframe.examples.greeter.v1.HelloRequest;
import java.io.PrintStream;
import java.time.Duration;

/** Calls the greeter in all four ways. */
public final class GreeterClient {
    private GreeterClient() {}

    /** {@code GreeterClient HOST:PORT}. */
    public static void main(String[] args) throws RpcException {
        try (Channel channel = channel(args[0])) {
            greet(new GreeterRpc.Client(channel).within(Duration.ofSeconds(20)), System.out);
        }
    }

    static Channel channel(String target) {
        return GrpcEngine.find().channel(ChannelOptions.builder(target).build());
    }

    static void greet(GreeterRpc.Client greeter, PrintStream out) throws RpcException {
        out.println(greeter.sayHello(to("Ada")).getMessage());

        HelloRequest often = to("Bob").toBuilder().setTimes(3).build();
        try (Source<HelloReply> replies = greeter.sayHelloOften(often)) {
            for (HelloReply reply : replies) {
                out.println(reply.getMessage());
            }
        }

        try (ClientCall<HelloRequest, HelloReply> all = greeter.sayHelloToAll()) {
            all.send(to("Ada"));
            all.send(to("Bob"));
            all.halfClose();
            for (HelloReply reply : all) {
                out.println(reply.getMessage());
            }
        }

        try (ClientCall<HelloRequest, HelloReply> chat = greeter.chat()) {
            for (String name : new String[] {"Cleo", "Dan"}) {
                chat.send(to(name));
                HelloReply reply = chat.next();
                out.println(reply == null ? "(nothing)" : reply.getMessage());
            }
            chat.halfClose();
        }
    }

    private static HelloRequest to(String name) {
        return HelloRequest.newBuilder().setName(name).build();
    }
}
