package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Answer;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.call.Calling.Over;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.wire.Trailing;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's call in direct style. What is sent goes through {@link Outgoing}, where attempts take
 * it from; what comes is read from the attempt whose answer counts.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class OpenCall<I, O> implements ClientCall<I, O>, Trials.Style {
    private final Route route;
    private final Asking<I, O> asking;
    private final Deadline deadline;
    private final boolean waitsForReady;
    private final Around<I, O> around;
    private final boolean single;
    private final boolean hedged;
    private final Trials trials;
    private final Outgoing outgoing = new Outgoing();
    private final Map<Integer, OpenStream<I, O>> streams = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Over> over = new AtomicReference<>();
    private volatile Runnable detach = () -> {};
    private volatile boolean opened;

    /** The attempt that the call belongs to. */
    private volatile @Nullable OpenStream<I, O> lead;

    /** The attempt that the caller's own threads make; null when there is none any more. */
    private volatile @Nullable OpenStream<I, O> callers;

    private final Responses<I, O> responses = new Responses<>(this);
    private final Requests<I, O> requests = new Requests<>(this, responses);

    private OpenCall(
            Route route,
            Asking<I, O> asking,
            AttemptPolicy policy,
            Deadline deadline,
            boolean waitsForReady,
            Around<I, O> around) {
        this.around = around;
        this.route = route;
        this.asking = asking;
        this.deadline = deadline;
        this.waitsForReady = waitsForReady;
        this.single = policy instanceof AttemptPolicy.Once;
        this.hedged = policy instanceof AttemptPolicy.Hedging;
        this.trials = new Trials(route, policy, deadline, this);
    }

    /** Begins a call; waits until an attempt of it was given to a connection. */
    static <I, O> OpenCall<I, O> open(Route route, Run.Plan<I, O> plan, Around<I, O> around)
            throws RpcException {
        Status refusal = plan.deadline().isOver() ? Ended.LATE : route.refusal();
        if (refusal != null) {
            around.ended(refusal, Metadata.EMPTY);
            throw new RpcException(refusal);
        }
        OpenCall<I, O> call =
                new OpenCall<>(
                        route,
                        plan.asking(),
                        plan.policy(),
                        plan.deadline(),
                        plan.waitForReady(),
                        around);
        route.balancing().calls().began();
        call.detach =
                Route.under(
                        around.options().parent(), () -> call.end(Ended.PARENT, Metadata.EMPTY));
        if (call.isOver()) {
            call.detach.run();
        }
        call.trials.start();
        OpenStream<I, O> first = call.callers;
        if (first == null || !first.connect()) {
            call.await(() -> call.opened || call.isOver());
        }
        Over end = call.over.get();
        if (end != null && !end.status().isOk()) {
            throw new RpcException(end.status(), end.trailers());
        }
        return call;
    }

    // ---- for its attempts

    Route route() {
        return route;
    }

    Asking<I, O> asking() {
        return asking;
    }

    Deadline deadline() {
        return deadline;
    }

    boolean waitsForReady() {
        return waitsForReady;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    boolean isOver() {
        return over.get() != null;
    }

    @Nullable Over over() {
        return over.get();
    }

    /** Whether the attempt that counts has its answer. */
    boolean isAnswered() {
        OpenStream<I, O> is = lead;
        return is != null && is.answer() != null;
    }

    @Nullable OpenStream<I, O> lead() {
        return lead;
    }

    @Nullable OpenStream<I, O> callers() {
        return callers;
    }

    Collection<OpenStream<I, O>> streams() {
        return streams.values();
    }

    Trials trials() {
        return trials;
    }

    Around<I, O> around() {
        return around;
    }

    Status seen(Status status) {
        return Ended.seen(status, deadline, null);
    }

    /** The subchannels that were used. */
    Set<Integer> used() {
        Set<Integer> used = new HashSet<>();
        for (OpenStream<I, O> stream : streams.values()) {
            Backend at = stream.at();
            if (at != null) {
                used.add(at.number());
            }
        }
        return used;
    }

    void opened() {
        opened = true;
        outgoing.changed();
    }

    void sent(OpenStream<I, O> stream) {
        if (stream == lead) {
            outgoing.drop(stream.sent());
        } else if (hedged) {
            trials.sent(stream.number(), stream.sent());
        }
        outgoing.changed();
    }

    /** The head of a response has come. */
    void answered(OpenStream<I, O> stream) {
        if (trials.headers(stream.number()) && stream.answer() instanceof Answer.Opened head) {
            around.headers(head.metadata());
        }
        outgoing.changed();
    }

    void served(OpenStream<I, O> stream, Status status) {
        Backend at = stream.at();
        if (at != null) {
            route.balancing().served(at, status.isOk());
        }
    }

    void failed(OpenStream<I, O> stream, Status status, Reach reach, Pushback pushback) {
        if (stream == callers) {
            callers = null;
        }
        trials.ended(stream.number(), status, reach, pushback);
        outgoing.changed();
    }

    // ---- what is to be done

    @Override
    public void begin(int number, int previous) {
        boolean own = single && number == 0;
        OpenStream<I, O> stream = new OpenStream<>(this, number, previous, own);
        streams.put(number, stream);
        if (own) {
            callers = stream;
        } else {
            stream.start();
        }
    }

    /**
     * The attempt that counts is given up by {@link #finish}, which comes next: were it before, a
     * reader would take what is left of it for the whole.
     */
    @Override
    public void cancel(int number) {
        OpenStream<I, O> stream = streams.get(number);
        if (stream != null && (stream != lead || isOver())) {
            stream.cancel();
        }
    }

    @Override
    public void committed(int number) {
        OpenStream<I, O> stream = streams.get(number);
        lead = stream;
        if (stream != null) {
            outgoing.drop(stream.sent());
        }
        outgoing.changed();
    }

    @Override
    public void done(int number, Status status) {
        OpenStream<I, O> stream = streams.get(number);
        finish(seen(status), stream == null ? Metadata.EMPTY : stream.trailers());
    }

    // ---- for the caller

    @Override
    public @Nullable O next() throws RpcException {
        return responses.next();
    }

    @Override
    public boolean awaitNext() throws RpcException {
        return responses.awaitNext();
    }

    @Override
    public Metadata headers() throws RpcException {
        return responses.headers();
    }

    @Override
    public @Nullable Metadata trailers() {
        Over end = over.get();
        return end != null && end.status().isOk() ? end.trailers() : null;
    }

    @Override
    public void send(I request) throws RpcException {
        requests.send(request);
    }

    @Override
    public void compressing(boolean compress) {
        requests.compressing(compress);
    }

    @Override
    public void halfClose() throws RpcException {
        requests.halfClose();
    }

    // ---- the end

    /** The end that the call's own attempt has come to. */
    void end(OpenStream<I, O> from, Status status, FieldSection trailers) {
        Status seen = seen(status);
        if (finish(seen, Trailing.custom(trailers))) {
            served(from, seen);
            trials.ended(from.number(), seen, Reach.MAYBE_PROCESSED, Trailing.pushback(trailers));
        }
    }

    /** The call ends for a reason of this side's, by any thread. */
    void end(Status status, Metadata trailers) {
        Status seen = seen(status);
        if (finish(seen, trailers)) {
            trials.cancel(seen);
        }
    }

    /** The call is over: the first one who says so counts. */
    private boolean finish(Status status, Metadata trailers) {
        if (!over.compareAndSet(null, new Over(status, trailers))) {
            return false;
        }
        detach.run();
        route.balancing().calls().ended();
        around.ended(status, trailers);
        OpenStream<I, O> is = lead;
        if (is != null && is.answer() == null && !is.isOver()) {
            is.cancel(); // it may still wait for a connection
        } else if (is != null) {
            is.close(status.isOk() && !requests.isHalfClosed());
        }
        outgoing.changed();
        return true;
    }

    void await(BooleanSupplier holds) throws RpcException {
        try {
            outgoing.await(holds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Ended.INTERRUPTED, Metadata.EMPTY);
            throw new RpcException(Ended.INTERRUPTED, e);
        }
    }

    @Override
    public void cancel() {
        end(Ended.CANCELLED, Metadata.EMPTY);
    }

    @Override
    public void close() {
        cancel();
    }
}
