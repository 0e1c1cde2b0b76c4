package dev.stillframe.examples.kv;

import com.google.protobuf.ByteString;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.examples.kv.etcd.Etcd;
import dev.stillframe.examples.kv.etcd.WatchRpc;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.GetRequest;
import dev.stillframe.examples.kv.rpc.GetResponse;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.SetRequest;
import dev.stillframe.examples.kv.rpc.SetResponse;
import dev.stillframe.examples.kv.rpc.WatchRequest;

/**
 * The service on etcd, by etcd's own API. Each call of etcd is made on behalf of the call that is
 * answered: it has no more time than that, and is cancelled with it. Where etcd cannot be reached,
 * calls end with UNAVAILABLE, and so do watches when it is lost.
 */
public final class EtcdKv implements KVRpc.Service {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final dev.stillframe.examples.kv.etcd.KVRpc.Client entries;
    private final WatchRpc.Client watches;

    /**
     * On an etcd.
     *
     * @param etcd carries the calls; closing it is the caller's
     */
    public EtcdKv(Channel etcd) {
        entries = new dev.stillframe.examples.kv.etcd.KVRpc.Client(etcd);
        watches = new WatchRpc.Client(etcd);
    }

    @Override
    public GetResponse get(GetRequest request, Call call) throws RpcException {
        String key = Entries.key(request.getKey());
        Etcd.RangeResponse response =
                entries.under(call)
                        .range(
                                Etcd.RangeRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8(key))
                                        .build());
        if (response.getKvsCount() == 0) {
            throw Entries.nothingAt(key);
        }
        return Entries.found(response.getKvs(0).getValue().toStringUtf8());
    }

    @Override
    public SetResponse set(SetRequest request, Call call) throws RpcException {
        Entries.checked(request);
        entries.under(call)
                .put(
                        Etcd.PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(request.getKey()))
                                .setValue(ByteString.copyFromUtf8(request.getValue()))
                                .build());
        return SetResponse.newBuilder().setOk(true).build();
    }

    @Override
    public void watch(WatchRequest request, Sink<Change> responses, Call call) throws RpcException {
        try (ClientCall<Etcd.WatchRequest, Etcd.WatchResponse> watch =
                watches.under(call).watch()) {
            watch.send(watching(request));
            Etcd.WatchResponse told = watch.next();
            while (told != null && !told.getCanceled()) {
                if (told.getCreated()) {
                    long now = told.getHeader().getRevision();
                    long since = request.getAfter() == 0 ? now : request.getAfter();
                    responses.send(Change.newBuilder().setRevision(since).build());
                }
                for (Etcd.Event event : told.getEventsList()) {
                    responses.send(change(event));
                }
                told = watch.next();
            }
            throw told == null
                    ? new RpcException(Code.UNAVAILABLE, "etcd has ended the watch")
                    : over(told);
        }
    }

    private static RpcException over(Etcd.WatchResponse told) {
        return told.getCompactRevision() > 0
                ? Entries.forgotten("only known from " + told.getCompactRevision() + " on")
                : new RpcException(Code.UNAVAILABLE, "etcd: " + told.getCancelReason());
    }

    private static Etcd.WatchRequest watching(WatchRequest request) {
        ByteString prefix = ByteString.copyFromUtf8(request.getPrefix());
        long after = request.getAfter();
        // To etcd, from zero to zero is everything.
        Etcd.WatchCreateRequest create =
                Etcd.WatchCreateRequest.newBuilder()
                        .setKey(prefix.isEmpty() ? ZERO : prefix)
                        .setRangeEnd(prefix.isEmpty() ? ZERO : behind(prefix))
                        .setStartRevision(after == 0 ? 0 : after + 1)
                        .build();
        return Etcd.WatchRequest.newBuilder().setCreateRequest(create).build();
    }

    /** The first key that does not begin so. No octet of UTF-8 is 0xff. */
    private static ByteString behind(ByteString prefix) {
        byte[] end = prefix.toByteArray();
        end[end.length - 1]++;
        return ByteString.copyFrom(end);
    }

    private static Change change(Etcd.Event event) {
        return Change.newBuilder()
                .setKey(event.getKv().getKey().toStringUtf8())
                .setValue(event.getKv().getValue().toStringUtf8())
                .setDeleted(event.getType() == Etcd.Event.EventType.DELETE)
                .setRevision(event.getKv().getModRevision())
                .build();
    }
}
