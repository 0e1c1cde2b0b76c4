package dev.stillframe.examples.kv;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.grpc.services.Health;
import dev.stillframe.grpc.services.Reflection;
import java.io.IOException;

/**
 * Serves the key-value service on a port of its own, with health and reflection beside it; {@code
 * GET /ping} on the same port is for those who check health without gRPC.
 */
public final class KvServer {
    private KvServer() {}

    /** {@code KvServer PORT [ETCD_HOST:PORT]}: serves until it is ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        if (args.length > 1) {
            try (Channel etcd = ChannelOptions.builder(args[1]).open()) {
                serveUntilEnded(port, new EtcdKv(etcd));
            }
        } else {
            serveUntilEnded(port, new MemoryKv());
        }
    }

    private static void serveUntilEnded(int port, KVRpc.Service kv)
            throws IOException, InterruptedException {
        try (Server server = serve(port, kv)) {
            System.out.println("listening on " + server.addresses());
            Thread.currentThread().join();
        }
    }

    /** Serves on a port; 0 for any free one. */
    public static Server serve(int port, KVRpc.Service kv) throws IOException {
        return Server.builder().listen(port).handler(handler(kv)).start();
    }

    private static Handler handler(KVRpc.Service kv) {
        return GrpcEngine.find()
                .handler(
                        services(kv),
                        ServiceOptions.DEFAULT,
                        new Handler.Direct(KvServer::answerOthers));
    }

    /** What is served, for any front end. */
    public static Services services(KVRpc.Service kv) {
        Health health = new Health();
        health.serving(KVRpc.SERVICE);
        return Services.builder()
                .with(KVRpc.services(kv))
                .with(health.services())
                .with(Reflection.services(KVRpc.descriptor()))
                .build();
    }

    private static void answerOthers(ServerExchange exchange) throws IOException {
        boolean ping = "/ping".equals(exchange.request().path());
        exchange.respond(ResponseHead.of(ping ? 200 : 404), Octets.utf8(ping ? "pong" : ""));
    }
}
