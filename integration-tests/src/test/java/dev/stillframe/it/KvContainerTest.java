package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.kv.EtcdKv;
import dev.stillframe.examples.kv.KvClient;
import dev.stillframe.examples.kv.KvServer;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.GetRequest;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * As {@link KvEtcdTest}, with the etcd of this machine in a container of its own: behind another
 * network, frozen, and gone.
 */
@DisplayName("kv.KV on etcd in a container")
@Timeout(300)
class KvContainerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PORT = 2379;
    private static final String BASE = "debian:bookworm-slim";

    private static GenericContainer<?> container() {
        String everywhere = "http://0.0.0.0:" + PORT;
        ImageFromDockerfile image =
                new ImageFromDockerfile("stillframe-etcd", true)
                        .withFileFromPath("etcd", Tool.ETCD.require())
                        .withDockerfileFromBuilder(
                                file ->
                                        file.from(BASE)
                                                .copy("etcd", "/usr/local/bin/etcd")
                                                .entryPoint(
                                                        "/usr/local/bin/etcd",
                                                        "--data-dir=/tmp/etcd",
                                                        "--listen-client-urls=" + everywhere,
                                                        "--advertise-client-urls=" + everywhere)
                                                .build());
        return new GenericContainer<>(image)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*ready to serve.*", 1));
    }

    @Test
    @DisplayName("Set, Get and Watch; frozen: the deadline holds; gone: UNAVAILABLE")
    void everything() throws Exception {
        Assumptions.assumeTrue(
                docker("info"),
                "no Docker daemon answers: apt-get install docker.io, and start dockerd");
        Assumptions.assumeTrue(
                docker("image", "inspect", BASE) || docker("pull", "-q", BASE),
                () -> BASE + " cannot be had: debootstrap and docker import make one");
        try (GenericContainer<?> etcd = container()) {
            etcd.start();
            String target = etcd.getHost() + ":" + etcd.getMappedPort(PORT);
            try (Channel toEtcd = channel(target);
                    Server server = KvServer.serve(0, new EtcdKv(toEtcd));
                    Channel channel = channel("localhost:" + port(server))) {
                use(etcd, channel);
            }
        }
    }

    private static boolean docker(String... arguments) {
        return Tool.DOCKER.run(PATIENCE, (Object[]) arguments).status() == 0;
    }

    private static Channel channel(String target) {
        return ChannelOptions.builder(target)
                .client(Client.builder().drain(Duration.ofSeconds(1)).build())
                .open();
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private static void use(GenericContainer<?> etcd, Channel channel) throws Exception {
        KvClient kv = new KvClient(channel);
        KVRpc.Client client = new KVRpc.Client(channel).within(PATIENCE);
        kv.set("k", "one");
        assertEquals("one", kv.get("k"));
        GetRequest k = GetRequest.newBuilder().setKey("k").build();
        try (Source<Change> watch = client.watch(WatchRequest.getDefaultInstance())) {
            watch.next();
            kv.set("k", "two");
            assertEquals("two", watch.next().getValue());

            etcd.getDockerClient().pauseContainerCmd(etcd.getContainerId()).exec();
            fails(Code.DEADLINE_EXCEEDED, () -> client.within(Duration.ofMillis(300)).get(k));
            etcd.getDockerClient().unpauseContainerCmd(etcd.getContainerId()).exec();
            assertEquals("two", client.get(k).getValue());

            etcd.getDockerClient().killContainerCmd(etcd.getContainerId()).exec();
            fails(Code.UNAVAILABLE, watch::next);
            fails(Code.UNAVAILABLE, () -> client.get(k));
        }
    }

    private static void fails(Code code, Executable call) {
        assertEquals(code, assertThrows(RpcException.class, call).status().code());
    }
}
