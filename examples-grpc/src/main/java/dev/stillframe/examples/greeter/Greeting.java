package dev.stillframe.examples.greeter;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.examples.greeter.v1.HelloReply;
import dev.stillframe.examples.greeter.v1.HelloRequest;
import java.util.List;

/** What is said, in either style. */
final class Greeting {
    /** Without a name. */
    static final Status NOBODY = Status.of(Code.INVALID_ARGUMENT, "a name is needed");

    private Greeting() {}

    static HelloReply of(String name) {
        return HelloReply.newBuilder().setMessage("Hello, " + name + "!").build();
    }

    static HelloReply of(List<String> names) {
        return of(names.isEmpty() ? "nobody" : String.join(" and ", names));
    }

    /** The name that was said. */
    static String name(HelloRequest request) throws RpcException {
        if (request.getName().isEmpty()) {
            throw new RpcException(NOBODY);
        }
        return request.getName();
    }
}
