package dev.stillframe.examples.kv;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.GetRequest;
import dev.stillframe.examples.kv.rpc.GetResponse;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.SetRequest;
import dev.stillframe.examples.kv.rpc.SetResponse;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The service in memory: 16 Mi characters at the most, and the last 1,000 changes for those who
 * watch. A watch is only a place among the changes: one that is slow costs nothing, and when it is
 * too slow it ends with OUT_OF_RANGE.
 */
public final class MemoryKv implements KVRpc.Service {
    private static final int MOST_CHARACTERS = 16 << 20;
    private static final int KNOWN_CHANGES = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, String> values = new HashMap<>();
    private final Change[] changes = new Change[KNOWN_CHANGES];
    private long characters;

    /** Of the last change; as in etcd, the first one has 2. */
    private long revision = 1;

    /** With nothing in it. */
    public MemoryKv() {}

    @Override
    public GetResponse get(GetRequest request, Call call) throws RpcException {
        String key = Entries.key(request.getKey());
        lock.lock();
        try {
            String value = values.get(key);
            if (value == null) {
                throw Entries.nothingAt(key);
            }
            return Entries.found(value);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SetResponse set(SetRequest request, Call call) throws RpcException {
        String key = Entries.checked(request).getKey();
        String value = request.getValue();
        lock.lock();
        try {
            String old = values.get(key);
            long more = value.length() - (old == null ? -key.length() : old.length());
            if (characters + more > MOST_CHARACTERS) {
                throw new RpcException(Code.RESOURCE_EXHAUSTED, "the store is full");
            }
            characters += more;
            values.put(key, value);
            revision++;
            changes[place(revision)] =
                    Change.newBuilder().setKey(key).setValue(value).setRevision(revision).build();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return SetResponse.newBuilder().setOk(true).build();
    }

    @Override
    public void watch(WatchRequest request, Sink<Change> responses, Call call)
            throws RpcException, InterruptedException {
        long seen = request.getAfter() == 0 ? now() : request.getAfter();
        responses.send(Change.newBuilder().setRevision(seen).build());
        while (true) {
            for (Change change : after(seen)) {
                seen = change.getRevision();
                if (change.getKey().startsWith(request.getPrefix())) {
                    responses.send(change);
                }
            }
        }
    }

    private long now() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    /** The changes after one; waits for them. A call that ends early interrupts it. */
    private List<Change> after(long seen) throws RpcException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (revision == seen) {
                changed.await();
            }
            if (seen < 1 || seen > revision || revision - seen > KNOWN_CHANGES) {
                throw Entries.forgotten("what came after " + seen + " is not known");
            }
            List<Change> news = new ArrayList<>();
            for (long next = seen + 1; next <= revision; next++) {
                news.add(changes[place(next)]);
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    private static int place(long revision) {
        return (int) (revision % KNOWN_CHANGES);
    }
}
