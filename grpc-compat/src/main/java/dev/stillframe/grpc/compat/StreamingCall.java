package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A stub's call in which one side streams, or both do. A virtual thread opens it and reads as the
 * application asks for it; another one writes, from the first request on.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class StreamingCall<I, O> extends BridgedCall<I, O> {
    private static final dev.stillframe.api.grpc.Metadata NONE =
            dev.stillframe.api.grpc.Metadata.EMPTY;

    private final Strand writing = new Strand(null, "stillframe-writing");

    // Under the lock.
    private final Readiness readiness = new Readiness();
    private @Nullable Thread opening;
    private @Nullable ClientCall<byte[], byte[]> call;
    private boolean stopped;
    private boolean whole;

    StreamingCall(BridgedChannel channel, MethodDescriptor<I, O> method, CallOptions options) {
        super(channel, method, options);
        Integer threshold = options.getOnReadyThreshold();
        if (threshold != null) {
            readiness.threshold(threshold);
        }
    }

    @Override
    void begin(Metadata headers) {
        Thread thread =
                Thread.ofVirtual().name("stillframe-reading").unstarted(() -> open(headers));
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            opening = thread;
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    // ---- its own thread

    private void open(Metadata headers) {
        try {
            ClientCall<byte[], byte[]> begun =
                    channel.engines().open(Messages.method(method), options(headers));
            if (opened(begun)) {
                read(begun);
            }
        } catch (RpcException e) {
            over(e.status(), e.trailers(), e.getCause());
        } catch (RuntimeException | Error e) {
            over(Status.of(Code.INTERNAL, "the call has failed: " + e), NONE, e);
        } finally {
            writing.end();
        }
    }

    /** Says whether the call is still wanted. */
    private boolean opened(ClientCall<byte[], byte[]> begun) {
        boolean late;
        boolean atOnce;
        lock.lock();
        try {
            opening = null;
            call = begun;
            late = stopped;
            atOnce = whole && method.getType().clientSendsOneMessage();
        } finally {
            lock.unlock();
        }
        if (late) {
            begun.cancel();
            return false;
        }
        created();
        ready();
        if (atOnce) {
            writing.runHere(); // nothing comes before it has gone
        } else {
            writing.run();
        }
        return true;
    }

    private void read(ClientCall<byte[], byte[]> begun) throws RpcException {
        headers(begun.headers());
        while (begun.awaitNext()) {
            if (!inbound().awaitWanted()) {
                break;
            }
            byte[] message = begun.next();
            if (message != null) {
                arrived(message);
            }
        }
        dev.stillframe.api.grpc.Metadata trailers = begun.trailers();
        over(Status.OK, trailers == null ? NONE : trailers, null);
    }

    // ---- what goes

    @Override
    void send(byte[] octets, boolean compress) {
        boolean now;
        lock.lock();
        try {
            readiness.queued(octets.length);
            writing.add(() -> write(octets, compress));
            now = call != null;
        } finally {
            lock.unlock();
        }
        if (now) {
            writing.run();
        }
    }

    @Override
    void ended() {
        boolean now;
        lock.lock();
        try {
            whole = true;
            writing.add(this::halfCloseNow);
            now = call != null;
        } finally {
            lock.unlock();
        }
        if (now) {
            writing.run();
        }
    }

    private void write(byte[] octets, boolean compress) {
        ClientCall<byte[], byte[]> to = call();
        if (to == null || isOver()) {
            return;
        }
        try {
            to.compressing(compress);
            to.send(octets);
        } catch (RpcException e) {
            return; // who reads finds out why
        }
        boolean more;
        lock.lock();
        try {
            more = readiness.sent(octets.length) && isSending();
        } finally {
            lock.unlock();
        }
        if (more) {
            ready();
        }
    }

    private void halfCloseNow() {
        ClientCall<byte[], byte[]> to = call();
        if (to != null && !isOver()) {
            try {
                to.halfClose();
            } catch (RpcException e) {
                // Who reads finds out why.
            }
        }
    }

    private @Nullable ClientCall<byte[], byte[]> call() {
        lock.lock();
        try {
            return call;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isReady() {
        lock.lock();
        try {
            return call != null && isSending() && readiness.isReady();
        } finally {
            lock.unlock();
        }
    }

    // ---- the end

    @Override
    void stop() {
        ClientCall<byte[], byte[]> begun;
        lock.lock();
        try {
            stopped = true;
            begun = call;
            if (opening != null) {
                opening.interrupt(); // it is nobody else's, and waits for a connection
            }
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            begun.cancel();
        }
    }
}
