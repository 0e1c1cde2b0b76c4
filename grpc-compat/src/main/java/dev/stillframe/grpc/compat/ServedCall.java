package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import io.grpc.Attributes;
import io.grpc.CompressorRegistry;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A call of grpc-java's on a server of ours. The engine's thread writes, and ends the call when the
 * application has closed it; where the client streams another one reads. Callbacks are told on the
 * call's strand, since the engine's thread is interrupted when the call ends early and an
 * application of grpc-java does not expect that.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class ServedCall<I, O> extends ServerCall<I, O> {
    private final MethodDescriptor<I, O> method;
    private final Call call;
    private final Tracing<ServerStreamTracer> tracing;
    private final Context.CancellableContext context;
    private final CompressorRegistry compressors;
    private final ServedListener<I> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>(2);
    private final Readiness readiness = new Readiness();
    private @Nullable Closing closing;
    private @Nullable RpcException refused;
    private boolean closed;
    private boolean headersSent;
    private boolean messageSent;
    private boolean compressor;
    private boolean compressing = true;

    private volatile boolean cancelled;

    /** What goes, in order. */
    private sealed interface Outgoing {
        record Head(Metadata headers) implements Outgoing {}

        record Message(byte[] octets, boolean compress) implements Outgoing {}
    }

    private record Closing(Status status, Metadata trailers) {}

    ServedCall(
            MethodDescriptor<I, O> method,
            Call call,
            CompressorRegistry compressors,
            Tracing<ServerStreamTracer> tracing,
            Context.CancellableContext context) {
        this.method = method;
        this.call = call;
        this.compressors = compressors;
        this.tracing = tracing;
        this.context = context;
        this.listener = new ServedListener<>(this, context);
    }

    ServedListener<I> listener() {
        return listener;
    }

    Tracing<ServerStreamTracer> tracing() {
        return tracing;
    }

    // ---- for the application

    @Override
    public void request(int count) {
        listener.inbound().request(count);
    }

    @Override
    public void sendHeaders(Metadata headers) {
        lock.lock();
        try {
            if (headersSent) {
                throw new IllegalStateException("the headers were sent");
            }
            requireOpen();
            headersSent = true;
            outgoing.add(new Outgoing.Head(copy(headers)));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. What the bridge itself has closed the application need not know of. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the call is closed");
        }
    }

    private static Metadata copy(Metadata given) {
        Metadata all = new Metadata();
        all.merge(given);
        return all;
    }

    @Override
    public void sendMessage(O message) {
        lock.lock();
        try {
            if (!headersSent) {
                throw new IllegalStateException("the headers were not sent");
            }
            requireOpen();
        } finally {
            lock.unlock();
        }
        byte[] octets;
        try {
            octets = Messages.octets(method.streamResponse(message));
        } catch (RuntimeException e) {
            close(Status.fromThrowable(e), new Metadata());
            return;
        }
        send(octets);
    }

    private void send(byte[] octets) {
        boolean compress;
        lock.lock();
        try {
            if (cancelled || closing != null) {
                return;
            }
            if (messageSent && method.getType().serverSendsOneMessage()) {
                end(Status.INTERNAL.withDescription("Too many responses"), new Metadata());
                return;
            }
            messageSent = true;
            compress = compressor && compressing;
            readiness.queued(octets.length);
            outgoing.add(new Outgoing.Message(octets, compress));
            changed.signal();
        } finally {
            lock.unlock();
        }
        tracing.sent(octets, !compress);
    }

    /** Under the lock: the first end counts. */
    private void end(Status status, Metadata trailers) {
        if (closing == null) {
            closing = new Closing(status, trailers);
            changed.signal();
        }
    }

    @Override
    public boolean isReady() {
        lock.lock();
        try {
            return closing == null && !cancelled && readiness.isReady();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setOnReadyThreshold(int octets) {
        lock.lock();
        try {
            readiness.threshold(octets);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        lock.lock();
        try {
            requireOpen();
            closed = true;
            if (status.isOk() && !messageSent && method.getType().serverSendsOneMessage()) {
                String missing = "Completed without a response";
                end(Status.INTERNAL.withDescription(missing), new Metadata());
            } else {
                end(status, copy(trailers));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The application has failed. */
    void failed(Throwable cause) {
        Metadata trailers = Status.trailersFromThrowable(cause);
        Status status = Status.UNKNOWN.withDescription("Application error processing RPC");
        lock.lock();
        try {
            end(status.withCause(cause), trailers == null ? new Metadata() : trailers);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        lock.lock();
        try {
            compressing = enabled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setCompression(String name) {
        if (compressors.lookupCompressor(name) == null) {
            throw new IllegalArgumentException("Unable to find compressor by name " + name);
        }
        lock.lock();
        try {
            if (headersSent) {
                throw new IllegalStateException("the headers were sent");
            }
            compressor = !name.equals("identity");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SecurityLevel getSecurityLevel() {
        return call.tls() == null ? SecurityLevel.NONE : SecurityLevel.PRIVACY_AND_INTEGRITY;
    }

    @Override
    public Attributes getAttributes() {
        Attributes.Builder all =
                Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, call.peer());
        SSLSession tls = call.tls();
        return (tls == null ? all : all.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, tls)).build();
    }

    @Override
    public @Nullable String getAuthority() {
        String authority = call.head().authority();
        return authority.isEmpty() ? null : authority;
    }

    @Override
    public MethodDescriptor<I, O> getMethodDescriptor() {
        return method;
    }

    // ---- what comes, on a thread that reads

    void arrived(byte[] request) {
        tracing.received(request);
        listener.inbound().arrived(request);
    }

    /** Reads as the application asks for it, until there is no more. */
    void read(Source<byte[]> requests) {
        Inbound inbound = listener.inbound();
        try {
            while (requests.awaitNext()) {
                if (!inbound.awaitWanted()) {
                    return;
                }
                byte[] request = requests.next();
                if (request != null) {
                    arrived(request);
                }
            }
            inbound.end(listener::halfClosed);
        } catch (RpcException e) {
            lock.lock();
            try {
                refused = e;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    // ---- what goes, and the end, on the engine's thread

    /** Writes until the application has closed the call, and ends it so. */
    void write(Sink<byte[]> responses) throws RpcException {
        boolean streams = method.getType() != MethodType.CLIENT_STREAMING;
        try {
            for (Outgoing next = next(streams); next != null; next = next(true)) {
                write(next, responses);
            }
        } catch (RpcException e) {
            throw refused(e);
        }
        finish();
    }

    private void write(Outgoing next, Sink<byte[]> responses) throws RpcException {
        switch (next) {
            case Outgoing.Head head -> call.headers(Fields.of(head.headers()));
            case Outgoing.Message message -> {
                call.compressing(message.compress());
                responses.send(message.octets());
                sent(message.octets().length);
            }
        }
    }

    private void sent(int octets) {
        boolean now;
        lock.lock();
        try {
            now = readiness.sent(octets) && closing == null;
        } finally {
            lock.unlock();
        }
        if (now) {
            listener.ready();
        }
    }

    /**
     * The next that goes; waits for it.
     *
     * @param atOnce not only when the call is closed
     * @return null when the call is closed, and all has gone
     */
    private @Nullable Outgoing next(boolean atOnce) throws RpcException {
        lock.lock();
        try {
            while (closing == null && refused == null && (!atOnce || outgoing.isEmpty())) {
                changed.await();
            }
            RpcException early = refused;
            if (early != null) {
                throw early;
            }
            return outgoing.poll();
        } catch (InterruptedException e) {
            throw new RpcException(early(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the response of a method that has one, and ends the call with it. */
    byte @Nullable [] answer() throws RpcException {
        byte[] response = null;
        try {
            for (Outgoing next = next(false); next != null; next = next(true)) {
                switch (next) {
                    case Outgoing.Head head -> call.headers(Fields.of(head.headers()));
                    case Outgoing.Message message -> {
                        call.compressing(message.compress());
                        response = message.octets();
                    }
                }
            }
        } catch (RpcException e) {
            throw refused(e);
        }
        finish();
        return response;
    }

    private void finish() throws RpcException {
        Closing how;
        lock.lock();
        try {
            how = closing;
        } finally {
            lock.unlock();
        }
        if (how == null) {
            throw new IllegalStateException("the call is not closed");
        }
        tracing.closed(how.status());
        listener.completed();
        if (!how.status().isOk()) {
            throw Ends.thrown(how.status(), how.trailers());
        }
        call.trailers(Fields.of(how.trailers()));
    }

    /** The call has ended early, or the engine has found something wrong with it. */
    private RpcException refused(RpcException why) {
        cancelled = true;
        Status status = Ends.of(why.status()).withCause(why);
        tracing.closed(status);
        context.cancel(status.asRuntimeException());
        listener.cancelled();
        return why;
    }

    private dev.stillframe.api.grpc.Status early() {
        Duration left = call.remaining();
        return left != null && left.isZero()
                ? dev.stillframe.api.grpc.Status.of(
                        dev.stillframe.api.grpc.Code.DEADLINE_EXCEEDED,
                        "the client's deadline has run out")
                : dev.stillframe.api.grpc.Status.of(
                        dev.stillframe.api.grpc.Code.CANCELLED, "the call was cancelled");
    }
}
