package dev.stillframe.workbench.demo;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.kv.KvClient;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import dev.stillframe.workbench.demo.DemoCalls.Call;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The demo calls its own key-value service over gRPC. */
public final class KvCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = "demo";

    private KvCalls() {}

    private interface Asking {
        String ask() throws RpcException;
    }

    /** Sets, gets and watches over the plain port, and gets once more over TLS. */
    public static List<Call> make(Serving serving, Identity identity) {
        String plain = "localhost:" + serving.port();
        String secure = "localhost:" + serving.tlsPort();
        ChannelOptionsBuilder tls =
                ChannelOptions.builder(secure)
                        .secure()
                        .client(Client.builder().tls(Tls.of(identity.trusting())).build());
        List<Call> calls = new ArrayList<>();
        try (Channel channel = ChannelOptions.builder(plain).open();
                Channel overTls = tls.open()) {
            var kv = new KvClient(channel);
            calls.add(
                    call(
                            "Set %s = one at %s".formatted(KEY, plain),
                            "ok",
                            () -> {
                                kv.set(KEY, "one");
                                return "ok";
                            }));
            calls.add(call("Get %s at %s".formatted(KEY, plain), "one", () -> kv.get(KEY)));
            calls.add(
                    call(
                            "Watch %s at %s, and Set %1$s = two".formatted(KEY, plain),
                            "two",
                            () -> seen(channel, kv)));
            calls.add(
                    call(
                            "Get %s at %s over TLS".formatted(KEY, secure),
                            "two",
                            () -> new KvClient(overTls).get(KEY)));
        }
        return calls;
    }

    /** What a watch sees of a value that is set once it stands. */
    private static String seen(Channel channel, KvClient kv) throws RpcException {
        WatchRequest request = WatchRequest.newBuilder().setPrefix(KEY).build();
        KVRpc.Client client = new KVRpc.Client(channel).within(PATIENCE);
        try (Source<Change> watch = client.watch(request)) {
            watch.next();
            kv.set(KEY, "two");
            Change change = watch.next();
            return change == null ? "the watch has ended" : change.getValue();
        }
    }

    private static Call call(String what, String expected, Asking asking) {
        String asked = "kv.KV/" + what;
        try {
            String answer = asking.ask();
            return new Call(asked, answer, answer.equals(expected));
        } catch (RpcException failure) {
            return new Call(asked, failure.status().toString(), false);
        }
    }
}
