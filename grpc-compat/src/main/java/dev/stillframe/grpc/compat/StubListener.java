package dev.stillframe.grpc.compat;

import io.grpc.CallOptions;
import io.grpc.ClientCall.Listener;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application is told of a stub's call, on the call's strand and in the context that it was
 * made in.
 *
 * @param <O> responses
 */
final class StubListener<O> {
    private final MethodDescriptor<?, O> method;
    private final Context context;
    private final Consumer<Status> abort;
    private final Strand strand;
    private final Inbound inbound;
    private volatile @Nullable Listener<O> listener;

    // The strand's.
    private @Nullable Status thrown;

    /**
     * Nobody listens yet.
     *
     * @param executor of the channel, where the options name none; null for a thread of its own
     * @param abort ends the call, for a failure of the application's
     */
    StubListener(
            MethodDescriptor<?, O> method,
            CallOptions options,
            @Nullable Executor executor,
            Context context,
            Consumer<Status> abort) {
        this.method = method;
        this.context = context;
        this.abort = abort;
        Executor own = options.getExecutor();
        this.strand = new Strand(own == null ? executor : own, "stillframe-callbacks");
        this.inbound = new Inbound(strand, this::message);
    }

    boolean isThere() {
        return listener != null;
    }

    void is(Listener<O> told) {
        listener = told;
    }

    Inbound inbound() {
        return inbound;
    }

    void headers(Metadata headers) {
        tell("Failed to read headers", told -> told.onHeaders(headers));
    }

    private void message(byte[] octets) {
        within(
                "Failed to read message.",
                told -> told.onMessage(method.parseResponse(Messages.stream(octets))));
    }

    void ready() {
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
            abort.accept(status);
        } finally {
            context.detach(before);
        }
    }

    /**
     * The end: once.
     *
     * @param behind whether messages that have come are given to the application before
     */
    void end(Status status, Metadata trailers, boolean behind) {
        if (!behind) {
            inbound.dropMessages();
        }
        inbound.end(() -> close(status, trailers));
    }

    /** On the strand, last. */
    private void close(Status status, Metadata trailers) {
        strand.end();
        Listener<O> told = listener;
        Status failed = thrown;
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
