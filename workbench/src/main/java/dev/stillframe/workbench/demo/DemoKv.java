package dev.stillframe.workbench.demo;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.examples.kv.EtcdKv;
import dev.stillframe.examples.kv.KvServer;
import dev.stillframe.examples.kv.MemoryKv;
import dev.stillframe.examples.kv.rpc.KVRpc;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The demo's key-value service.
 *
 * @param service what answers
 * @param etcd the channel to etcd; null in memory
 */
public record DemoKv(KVRpc.Service service, @Nullable Channel etcd) implements AutoCloseable {

    /** In memory, until the demo ends. */
    public static DemoKv inMemory() {
        return new DemoKv(new MemoryKv(), null);
    }

    /**
     * On an etcd, which is called when it is needed.
     *
     * @param target {@code host:port}
     */
    public static DemoKv on(String target) {
        Channel channel = ChannelOptions.builder(target).open();
        return new DemoKv(new EtcdKv(channel), channel);
    }

    /** Answers calls; null for what is not a call. */
    public Function<RequestHead, @Nullable Handler> handlers() {
        Handler calls = GrpcEngine.find().handler(KvServer.services(service));
        return head -> isCall(head) ? calls : null;
    }

    private static boolean isCall(RequestHead head) {
        String type = head.fields().value("content-type");
        return type != null && type.startsWith("application/grpc");
    }

    @Override
    public void close() {
        if (etcd != null) {
            etcd.close();
        }
    }
}
