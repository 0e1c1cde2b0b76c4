package dev.stillframe.examples.kv;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.GetRequest;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.SetRequest;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A client of the key-value service.
 *
 * @param channel carries the calls; closing it is the caller's
 */
public record KvClient(Channel channel) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** How a watch ends with its server; the last three are what proxies make of it. */
    private static final Set<Code> LOST =
            EnumSet.of(Code.UNAVAILABLE, Code.CANCELLED, Code.INTERNAL, Code.UNKNOWN);

    /**
     * The value of a key.
     *
     * @throws RpcException NOT_FOUND where it has none
     */
    public String get(String key) throws RpcException {
        GetRequest request = GetRequest.newBuilder().setKey(key).build();
        return new KVRpc.Client(channel).within(PATIENCE).get(request).getValue();
    }

    /** Gives a key its value. */
    public void set(String key, String value) throws RpcException {
        SetRequest request = SetRequest.newBuilder().setKey(key).setValue(value).build();
        new KVRpc.Client(channel).within(PATIENCE).set(request);
    }

    /**
     * Tells of what is set, and goes on where it was when the server is lost meanwhile.
     *
     * @param prefix of keys; empty for all
     * @param told gets each change, and one without a key each time when the watch stands. False
     *     ends it
     */
    public void watch(String prefix, Predicate<Change> told)
            throws RpcException, InterruptedException {
        KVRpc.Client waiting =
                new KVRpc.Client(channel).with(CallOptions.DEFAULT.waitingForReady(true));
        long seen = 0;
        while (true) {
            WatchRequest request =
                    WatchRequest.newBuilder().setPrefix(prefix).setAfter(seen).build();
            try (Source<Change> changes = waiting.watch(request)) {
                for (Change change = changes.next(); change != null; change = changes.next()) {
                    seen = change.getRevision();
                    if (!told.test(change)) {
                        return;
                    }
                }
            } catch (RpcException lost) {
                if (!LOST.contains(lost.status().code())) {
                    throw lost;
                }
            }
            Thread.sleep(PAUSE);
        }
    }
}
