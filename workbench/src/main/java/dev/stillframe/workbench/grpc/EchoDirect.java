package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;

/** The echo in direct style: each call on a virtual thread. */
final class EchoDirect implements EchoRpc.Service {
    @Override
    public Payload once(Payload request, Call call) {
        return request;
    }

    @Override
    public void chat(Source<Payload> requests, Sink<Payload> responses, Call call)
            throws RpcException {
        for (Payload next = requests.next(); next != null; next = requests.next()) {
            responses.send(next);
        }
    }
}
