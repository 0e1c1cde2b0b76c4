package dev.stillframe.it;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An etcd of its own, and what a few of its calls look like (etcd's rpc.proto). */
record Etcd(Background process, int port, List<String> command) implements AutoCloseable {
    static final Method<Octets, Octets> RANGE = method(Kind.UNARY, "KV", "Range");
    static final Method<Octets, Octets> PUT = method(Kind.UNARY, "KV", "Put");
    static final Method<Octets, Octets> DELETE = method(Kind.UNARY, "KV", "DeleteRange");
    static final Method<Octets, Octets> COMPACT = method(Kind.UNARY, "KV", "Compact");
    static final Method<Octets, Octets> WATCH = method(Kind.BIDIRECTIONAL, "Watch", "Watch");

    private static Method<Octets, Octets> method(Kind kind, String service, String name) {
        return Method.of(kind, "etcdserverpb." + service, name, Codec.OCTETS, Codec.OCTETS);
    }

    /** Starts it; skips the test where it is missing. */
    static Etcd start(Path folder) throws IOException {
        String program = Tool.ETCD.require().toString();
        int port = Ports.free();
        int peers = Ports.free();
        String clients = "http://127.0.0.1:" + port;
        String own = "http://127.0.0.1:" + peers;
        List<String> command =
                List.of(
                        program,
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + own,
                        "--initial-advertise-peer-urls=" + own,
                        "--initial-cluster=default=" + own);
        return new Etcd(Background.start(command), Ports.awaited(port), command);
    }

    /** Starts it again once it was killed: on the same port, with what it had. */
    Etcd again() throws IOException {
        process.status(Duration.ofSeconds(30));
        return new Etcd(Background.start(command), Ports.awaited(port), command);
    }

    /** Makes it stand still, or go on: {@code STOP} or {@code CONT}. */
    void signal(String name) {
        process.signal(name);
    }

    Channel channel() {
        return ChannelOptions.builder("127.0.0.1:" + port)
                .client(Client.builder().drain(Duration.ofSeconds(1)).build())
                .timeout(Duration.ofSeconds(60))
                .open();
    }

    static Octets put(String key, String value) {
        return Proto.EMPTY.with(1, key).with(2, value).encoded();
    }

    static Octets range(String key) {
        return Proto.EMPTY.with(1, key).encoded();
    }

    /** The value in the answer to {@link #range}. */
    static String value(Octets answer) {
        return Proto.of(answer).message(2).text(5);
    }

    /** All keys from one on to another, which is not among them. */
    static Octets watch(String from, String to) {
        return Proto.EMPTY.with(1, Proto.EMPTY.with(1, from).with(2, to)).encoded();
    }

    /** Whether this is the answer that the watch stands. */
    static boolean isCreated(Octets answer) {
        return Proto.of(answer).number(3) == 1;
    }

    /** An event: what was put, and as which change of the whole store. */
    record Event(String key, String value, long revision) {}

    static List<Event> events(Octets answer) {
        return Proto.of(answer).messages(11).stream()
                .map(event -> event.message(2))
                .map(pair -> new Event(pair.text(1), pair.text(5), pair.number(3)))
                .toList();
    }

    /** Ends it at once, whatever it is doing. */
    void kill() {
        process.close();
    }

    @Override
    public void close() {
        kill();
    }
}
