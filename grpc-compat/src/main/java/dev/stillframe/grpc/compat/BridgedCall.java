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
import java.util.ArrayList;
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
    private final Strand strand;
    private final Inbound inbound;
    final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private boolean cancelled;
    private boolean halfClosed;
    private boolean compressing = true;
    private boolean over;
    private @Nullable Future<?> alarm;

    private volatile @Nullable Listener<O> listener;
    private volatile Tracing<ClientStreamTracer> tracing = new Tracing<>(List.of());

    // The strand's.
    private @Nullable Status thrown;

    BridgedCall(
            BridgedChannel channel, MethodDescriptor<I, O> method, io.grpc.CallOptions options) {
        this.channel = channel;
        this.method = method;
        this.options = options;
        this.deadline = earlier(options.getDeadline(), context.getDeadline());
        this.strand =
                new Strand(
                        options.getExecutor() == null ? channel.executor() : options.getExecutor(),
                        "stillframe-callbacks");
        this.inbound = new Inbound(strand, this::message);
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
        if (listener != null) {
            throw new IllegalStateException("a call starts once");
        }
        requireNotCancelled();
        listener = told;
        channel.began(this);
        Status refusal = refusal();
        if (refusal != null) {
            end(refusal, new Metadata(), false);
            return;
        }
        Metadata sent = new Metadata();
        sent.merge(headers);
        tracing = traced(sent);
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

    private @Nullable Status refusal() {
        if (context.isCancelled()) {
            return Contexts.statusFromCancelled(context);
        }
        String compressor = options.getCompressor();
        if (compressor != null && channel.compressors().lookupCompressor(compressor) == null) {
            return Status.INTERNAL.withDescription(
                    "Unable to find compressor by name " + compressor);
        }
        String authority = options.getAuthority();
        if (authority != null && !authority.equals(channel.authority())) {
            return Status.INTERNAL.withDescription(
                    "a call has the authority of its channel, not " + authority);
        }
        Deadline until = deadline;
        if (until != null && until.isExpired()) {
            String whose = until == options.getDeadline() ? "CallOptions" : "Context";
            return Status.DEADLINE_EXCEEDED.withDescription(
                    "ClientCall started after " + whose + " deadline was exceeded: " + until);
        }
        return null;
    }

    private Tracing<ClientStreamTracer> traced(Metadata headers) {
        if (options.getStreamTracerFactories().isEmpty()) {
            return new Tracing<>(List.of());
        }
        ClientStreamTracer.StreamInfo info =
                ClientStreamTracer.StreamInfo.newBuilder().setCallOptions(options).build();
        List<ClientStreamTracer> all = new ArrayList<>();
        for (ClientStreamTracer.Factory each : options.getStreamTracerFactories()) {
            all.add(each.newClientStreamTracer(info, headers));
        }
        return new Tracing<>(all);
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
        inbound.request(count);
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
        if (listener == null) {
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
        if (listener == null) {
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
        return inbound;
    }

    final void headers(dev.stillframe.api.grpc.Metadata metadata) {
        Metadata headers = Fields.of(metadata);
        if (!tracing.isClosed()) {
            tracing.all().forEach(each -> each.inboundHeaders(headers));
        }
        tell("Failed to read headers", told -> told.onHeaders(headers));
    }

    /** A response has come. */
    final void arrived(byte[] octets) {
        tracing.received(octets);
        inbound.arrived(octets);
    }

    private void message(byte[] octets) {
        within(
                "Failed to read message.",
                told -> told.onMessage(method.parseResponse(Messages.stream(octets))));
    }

    final void ready() {
        tell("Failed to call onReady.", Listener::onReady);
    }

    private interface Telling<O> {
        void to(Listener<O> listener);
    }

    private void tell(String failure, Telling<O> what) {
        strand.tell(() -> within(failure, what));
    }

    /** On the strand. */
    private void within(String failure, Telling<O> what) {
        Listener<O> told = listener;
        if (told == null || thrown != null) {
            return;
        }
        Context before = context.attach();
        try {
            what.to(told);
        } catch (RuntimeException | Error e) {
            Status status = Status.CANCELLED.withDescription(failure).withCause(e);
            thrown = status;
            abort(status);
        } finally {
            context.detach(before);
        }
    }

    // ---- the end

    /** It ends for a reason of this side's, by any thread. */
    final void abort(Status status) {
        if (!end(status, new Metadata(), false)) {
            inbound.dropMessages(); // who gives up waits for no more of them
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
        if (!behind) {
            inbound.dropMessages();
        }
        inbound.end(() -> close(status, trailers));
        return true;
    }

    /** On the strand, last. */
    private void close(Status status, Metadata trailers) {
        strand.end();
        Listener<O> told = listener;
        Status failed = thrown;
        thrown = null;
        if (told == null) {
            return;
        }
        Context before = context.attach();
        try {
            if (failed == null) {
                told.onClose(status, trailers);
            } else {
                told.onClose(failed, new Metadata());
            }
        } finally {
            context.detach(before);
        }
    }
}
