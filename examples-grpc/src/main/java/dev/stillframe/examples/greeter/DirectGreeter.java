package dev.stillframe.examples.greeter;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.examples.greeter.v1.GreeterRpc;
import dev.stillframe.examples.greeter.v1.HelloReply;
import dev.stillframe.examples.greeter.v1.HelloRequest;
import java.util.ArrayList;
import java.util.List;

/** The greeter in direct style: each call has a virtual thread, and waits where it must. */
final class DirectGreeter implements GreeterRpc.Service {
    @Override
    public HelloReply sayHello(HelloRequest request, Call call) throws RpcException {
        return Greeting.of(Greeting.name(request));
    }

    @Override
    public void sayHelloOften(HelloRequest request, Sink<HelloReply> responses, Call call)
            throws RpcException {
        HelloReply reply = Greeting.of(Greeting.name(request));
        for (int i = 0; i < request.getTimes(); i++) {
            responses.send(reply);
        }
    }

    @Override
    public HelloReply sayHelloToAll(Source<HelloRequest> requests, Call call) throws RpcException {
        List<String> names = new ArrayList<>();
        for (HelloRequest request : requests) {
            names.add(Greeting.name(request));
        }
        return Greeting.of(names);
    }

    @Override
    public void chat(Source<HelloRequest> requests, Sink<HelloReply> responses, Call call)
            throws RpcException {
        for (HelloRequest request : requests) {
            responses.send(Greeting.of(Greeting.name(request)));
        }
    }
}
