package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.grpc.compat.ServedOutput.Closing;
import dev.stillframe.grpc.compat.ServedOutput.Next;
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
    private final ServedOutput output = new ServedOutput();
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock: what the application has said.
    private boolean closed;
    private boolean headersSent;
    private boolean messageSent;
    private boolean compressor;
    private boolean compressing = true;

    private volatile boolean cancelled;

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
            requireNoHeaders();
            requireOpen();
            headersSent = true;
        } finally {
            lock.unlock();
        }
        output.add(new Next.Head(copy(headers)));
    }

    /** Under the lock. */
    private void requireNoHeaders() {
        if (headersSent) {
            throw new IllegalStateException("the headers were sent");
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
        boolean compress;
        boolean second;
        lock.lock();
        try {
            second = messageSent && method.getType().serverSendsOneMessage();
            messageSent = true;
            compress = compressor && compressing;
        } finally {
            lock.unlock();
        }
        if (second) {
            output.end(Status.INTERNAL.withDescription("Too many responses"), new Metadata());
        } else if (!cancelled && output.add(new Next.Message(octets, compress))) {
            tracing.sent(octets, !compress);
        }
    }

    @Override
    public boolean isReady() {
        return !cancelled && output.isReady();
    }

    @Override
    public void setOnReadyThreshold(int octets) {
        output.threshold(octets);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        boolean missing;
        lock.lock();
        try {
            requireOpen();
            closed = true;
            missing = status.isOk() && !messageSent && method.getType().serverSendsOneMessage();
        } finally {
            lock.unlock();
        }
        if (missing) {
            String what = "Completed without a response";
            output.end(Status.INTERNAL.withDescription(what), new Metadata());
        } else {
            output.end(status, copy(trailers));
        }
    }

    /** The application has failed. */
    void failed(Throwable cause) {
        Metadata trailers = Status.trailersFromThrowable(cause);
        Status status = Status.UNKNOWN.withDescription("Application error processing RPC");
        output.end(status.withCause(cause), trailers == null ? new Metadata() : trailers);
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
            requireNoHeaders();
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

    // ---- what comes

    void arrived(byte[] request) {
        tracing.received(request);
        listener.inbound().arrived(request);
    }

    /** Reads as the application asks for it, until there is no more; on a thread of its own. */
    void read(Source<byte[]> requests) {
        try {
            while (requests.awaitNext()) {
                if (!listener.inbound().awaitWanted()) {
                    return;
                }
                byte[] request = requests.next();
                if (request != null) {
                    arrived(request);
                }
            }
            listener.inbound().end(listener::halfClosed);
        } catch (RpcException e) {
            output.refuse(e);
        } catch (RuntimeException | Error e) {
            output.refuse(new RpcException(broken(e), e));
        }
    }

    // ---- what goes, and the end, on the engine's thread

    /** Writes until the application has closed the call, and ends it so. */
    void write(Sink<byte[]> responses) throws RpcException {
        transfer(method.getType() != MethodType.CLIENT_STREAMING, responses);
    }

    /** Waits for the response of a method that has one, and ends the call with it. */
    byte @Nullable [] answer() throws RpcException {
        Response only = new Response();
        transfer(false, only);
        return only.octets;
    }

    private static final class Response implements Sink<byte[]> {
        private byte @Nullable [] octets;

        @Override
        public void send(byte[] message) {
            octets = message;
        }
    }

    /** Hands over what goes, until there is nothing more. */
    private void transfer(boolean atOnce, Sink<byte[]> to) throws RpcException {
        try {
            for (Next next = output.next(atOnce); next != null; next = output.next(atOnce)) {
                hand(next, to);
            }
        } catch (InterruptedException e) {
            throw refused(new RpcException(early(), e));
        } catch (RpcException e) {
            throw refused(e);
        } catch (RuntimeException | Error e) {
            refused(new RpcException(broken(e), e));
            throw e;
        }
        finish();
    }

    private void hand(Next next, Sink<byte[]> to) throws RpcException {
        switch (next) {
            case Next.Head head -> call.headers(Fields.of(head.headers()));
            case Next.Message message -> {
                call.compressing(message.compress());
                to.send(message.octets());
                if (output.sent(message.octets().length)) {
                    listener.ready();
                }
            }
        }
    }

    private void finish() throws RpcException {
        Closing how = output.closing();
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
                ? status(Code.DEADLINE_EXCEEDED, "the client's deadline has run out")
                : status(Code.CANCELLED, "the call was cancelled");
    }

    /** What should not happen ends the call all the same, and with it its threads. */
    private static dev.stillframe.api.grpc.Status broken(Throwable cause) {
        return status(Code.INTERNAL, "the call has failed: " + cause);
    }

    private static dev.stillframe.api.grpc.Status status(Code code, String message) {
        return dev.stillframe.api.grpc.Status.of(code, message);
    }
}
