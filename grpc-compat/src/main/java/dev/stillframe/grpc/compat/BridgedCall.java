package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.CallOptions;
import io.grpc.CallCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stub's call on a channel of ours: what unary calls and others have in common.
 *
 * @param <I> requests
 * @param <O> responses
 */
abstract class BridgedCall<I, O> extends ClientCall<I, O> {
    private static final String LATE = "ClientCall was cancelled at or after deadline. ";

    final BridgedChannel channel;
    final MethodDescriptor<I, O> method;
    private final io.grpc.CallOptions options;
    private final Context context = Context.current();
    private final Context.CancellationListener contexts =
            ended -> abort(Contexts.statusFromCancelled(ended));
    private final @Nullable Deadline deadline;
    private final StubListener<O> listener;
    final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private boolean cancelled;
    private boolean halfClosed;
    private boolean compressing = true;
    private boolean over;
    private @Nullable Future<?> alarm;

    private volatile Tracing<ClientStreamTracer> tracing = new Tracing<>(List.of());

    BridgedCall(
            BridgedChannel channel, MethodDescriptor<I, O> method, io.grpc.CallOptions options) {
        this.channel = channel;
        this.method = method;
        this.options = options;
        this.deadline = earlier(options.getDeadline(), context.getDeadline());
        this.listener =
                new StubListener<>(method, options, channel.executor(), context, this::abort);
    }

    private static @Nullable Deadline earlier(@Nullable Deadline one, @Nullable Deadline other) {
        return one == null || other == null ? (one == null ? other : one) : one.minimum(other);
    }

    // ---- what is different

    /** The call can begin, with these headers. Once. */
    abstract void begin(Metadata headers);

    /** A request goes. */
    abstract void send(byte[] octets, boolean compress);

    /** No more will. Once. */
    abstract void ended();

    /** It is given up, where it has begun. */
    abstract void stop();

    // ---- its beginning

    @Override
    public final void start(Listener<O> told, Metadata headers) {
        if (listener.isThere()) {
            throw new IllegalStateException("a call starts once");
        }
        requireNotCancelled();
        listener.is(told);
        channel.began(this);
        Status refusal = Refusal.of(channel, options, context, deadline);
        if (refusal != null) {
            end(refusal, new Metadata(), false);
            return;
        }
        Metadata sent = new Metadata();
        sent.merge(headers);
        tracing = Tracing.of(options, sent);
        Deadline until = deadline;
        if (until != null) {
            alarm(until);
        }
        context.addListener(contexts, Runnable::run);
        CallCredentials credentials = options.getCredentials();
        if (credentials == null) {
            begin(sent);
        } else {
            authorize(credentials, sent);
        }
    }

    /** Until the engine has the call, and watches over its time. */
    private void alarm(Deadline until) {
        Future<?> rings =
                until.runOnExpiration(
                        () -> abort(Status.DEADLINE_EXCEEDED.withDescription(LATE)), Clock.TIMER);
        lock.lock();
        try {
            alarm = rings;
            if (over) {
                rings.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void authorize(CallCredentials credentials, Metadata headers) {
        CallCredentials.MetadataApplier applier =
                new CallCredentials.MetadataApplier() {
                    @Override
                    public void apply(Metadata more) {
                        headers.merge(more);
                        if (!isOver()) {
                            begin(headers);
                        }
                    }

                    @Override
                    public void fail(Status status) {
                        abort(status);
                    }
                };
        try {
            credentials.applyRequestMetadata(
                    new Authorized(channel, method, options), channel.offload(), applier);
        } catch (RuntimeException | Error e) {
            abort(
                    Status.UNAUTHENTICATED
                            .withDescription("Credentials should use fail() instead of throwing")
                            .withCause(e));
        }
    }

    /** What the engine calls with. */
    final CallOptions options(Metadata headers) {
        lock.lock();
        try {
            if (alarm != null) {
                alarm.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        for (ClientStreamTracer each : tracing.all()) {
            each.streamCreated(getAttributes(), headers); // which it may add to
        }
        Deadline until = deadline;
        Integer most = options.getMaxInboundMessageSize();
        return new CallOptions(
                until == null ? null : Duration.ofNanos(until.timeRemaining(TimeUnit.NANOSECONDS)),
                Fields.of(headers),
                options.isWaitForReady() ? Boolean.TRUE : null,
                options.getCompressor(),
                most == null ? 0 : Math.max(1, most), // none at all has no word
                null);
    }

    /** The engine has given it to a connection. */
    final void created() {
        if (!tracing.isClosed()) {
            tracing.all().forEach(ClientStreamTracer::outboundHeaders);
        }
    }

    // ---- for the application

    @Override
    public final void request(int count) {
        requireStarted();
        listener.inbound().request(count);
    }

    @Override
    public final void sendMessage(I message) {
        requireStarted();
        requireNotCancelled();
        boolean compress;
        lock.lock();
        try {
            if (halfClosed) {
                throw new IllegalStateException("the call was half-closed");
            }
            if (over) {
                return;
            }
            String compressor = options.getCompressor();
            compress = compressing && compressor != null && !compressor.equals("identity");
        } finally {
            lock.unlock();
        }
        byte[] octets;
        try {
            octets = encoded(message);
        } catch (RuntimeException | Error e) {
            abort(Status.CANCELLED.withDescription("Failed to stream message").withCause(e));
            if (e instanceof Error error) {
                throw error;
            }
            return;
        }
        tracing.sent(octets, !compress);
        send(octets, compress);
    }

    private byte[] encoded(I message) {
        byte[] octets = Messages.octets(method.streamRequest(message));
        Integer most = options.getMaxOutboundMessageSize();
        if (most != null && octets.length > most) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("message too large " + octets.length + " > " + most)
                    .asRuntimeException();
        }
        return octets;
    }

    @Override
    public final void halfClose() {
        requireStarted();
        requireNotCancelled();
        lock.lock();
        try {
            if (halfClosed) {
                throw new IllegalStateException("the call was half-closed");
            }
            halfClosed = true;
            if (over) {
                return;
            }
        } finally {
            lock.unlock();
        }
        ended();
    }

    @Override
    public final void setMessageCompression(boolean enabled) {
        requireStarted();
        lock.lock();
        try {
            compressing = enabled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void cancel(@Nullable String message, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            cancelled = true;
        } finally {
            lock.unlock();
        }
        if (!listener.isThere()) {
            return;
        }
        Throwable why =
                message == null && cause == null
                        ? new CancellationException("Cancelled without a message or cause")
                        : cause;
        abort(
                Status.CANCELLED
                        .withDescription(
                                message == null ? "Call cancelled without message" : message)
                        .withCause(why));
    }

    private void requireStarted() {
        if (!listener.isThere()) {
            throw new IllegalStateException("the call was not started");
        }
    }

    private void requireNotCancelled() {
        lock.lock();
        try {
            if (cancelled) {
                throw new IllegalStateException("the call was cancelled");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: whether requests may still go. */
    final boolean isSending() {
        return !halfClosed && !over;
    }

    final boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    // ---- what comes

    final Inbound inbound() {
        return listener.inbound();
    }

    final void headers(dev.stillframe.api.grpc.Metadata metadata) {
        Metadata headers = Fields.of(metadata);
        if (!tracing.isClosed()) {
            tracing.all().forEach(each -> each.inboundHeaders(headers));
        }
        listener.headers(headers);
    }

    /** A response has come. */
    final void arrived(byte[] octets) {
        tracing.received(octets);
        listener.inbound().arrived(octets);
    }

    /** More may be sent. */
    final void ready() {
        listener.ready();
    }

    // ---- the end

    /** It ends for a reason of this side's, by any thread. */
    final void abort(Status status) {
        if (!end(status, new Metadata(), false)) {
            listener.inbound().dropMessages(); // who gives up waits for no more of them
        }
        stop();
    }

    /** The engine says how it has ended. */
    final void over(
            dev.stillframe.api.grpc.Status status,
            dev.stillframe.api.grpc.Metadata said,
            @Nullable Throwable cause) {
        Metadata trailers = Ends.of(status, said);
        Status seen = Ends.of(status);
        Deadline until = deadline;
        boolean late =
                seen.getCode() == Status.Code.DEADLINE_EXCEEDED
                        || seen.getCode() == Status.Code.CANCELLED;
        if (late && until != null && until.isExpired()) {
            seen = Status.DEADLINE_EXCEEDED.withDescription(LATE + status.message());
        }
        if (!tracing.isClosed()) {
            tracing.all().forEach(each -> each.inboundTrailers(trailers));
        }
        end(cause == null ? seen : seen.withCause(cause), trailers, true);
    }

    /**
     * The first end counts.
     *
     * @param behind whether messages that have come are given to the application before
     */
    private boolean end(Status status, Metadata trailers, boolean behind) {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            over = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        context.removeListener(contexts);
        channel.ended(this);
        tracing.closed(status);
        listener.end(status, trailers, behind);
        return true;
    }
}
