package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.attempts.Pushback;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Answer;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.call.Calling.Over;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.wire.Trailing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
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

    // The reader's.
    private final ReentrantLock reading = new ReentrantLock();
    private final ArrayDeque<O> ahead = new ArrayDeque<>(0);
    private int received;

    // The writer's.
    private int given;
    private volatile boolean halfClosed;
    private volatile boolean settling;

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

    @Override
    public void cancel(int number) {
        OpenStream<I, O> stream = streams.get(number);
        if (stream != null) {
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

    // ---- what comes

    @Override
    public @Nullable O next() throws RpcException {
        reading.lock();
        try {
            O message = ahead.poll();
            if (message == null && !isOver()) {
                message = fetch();
            }
            return message == null ? atEnd() : around.response(message);
        } finally {
            read();
        }
    }

    private @Nullable O atEnd() throws RpcException {
        Over end = over.get();
        if (end == null || end.status().isOk()) {
            return null;
        }
        throw new RpcException(end.status(), end.trailers());
    }

    /** The next message, or null and the call is over. */
    private @Nullable O fetch() throws RpcException {
        OpenStream<I, O> from = answer();
        Incoming<O> in = from == null ? null : from.incoming();
        if (from == null || in == null) {
            return null;
        }
        try {
            O message = in.next();
            if (message != null) {
                received++;
                return asking.method().kind().serverStreams()
                        ? asLongAsOpen(message)
                        : only(from, in, message);
            }
            whole(from);
        } catch (RpcException e) {
            unreadable(from, in, e.status());
        } catch (IOException e) {
            end(from, Ended.by(e), FieldSection.EMPTY);
        }
        return null;
    }

    /** Octets are read until the end: a message of later on may be made of anything. */
    private @Nullable O asLongAsOpen(O message) {
        return isOver() ? null : message;
    }

    /** The one message of a server that does not stream: good for something if the end is. */
    private @Nullable O only(OpenStream<I, O> from, Incoming<O> in, O message)
            throws RpcException, IOException {
        Status wrong = in.next() != null ? asking.oneMoreThan(received) : null;
        if (wrong == null) {
            whole(from);
        } else {
            end(from, wrong, FieldSection.EMPTY);
        }
        Over end = over.get();
        return end != null && end.status().isOk() ? message : null;
    }

    /** All messages were read. */
    private void whole(OpenStream<I, O> from) throws IOException {
        FieldSection trailers = from.exchange().trailers();
        end(from, asking.ended(trailers, received, null), trailers);
    }

    /** What came is no message. Where it only stops too early the server may have said why. */
    private void unreadable(OpenStream<I, O> from, Incoming<O> in, Status wrong) {
        if (!in.isOver()) {
            end(from, wrong, FieldSection.EMPTY);
            return;
        }
        try {
            FieldSection trailers = from.exchange().trailers();
            end(from, asking.ended(trailers, received, wrong), trailers);
        } catch (IOException e) {
            end(from, Ended.by(e), FieldSection.EMPTY);
        }
    }

    /** Waits for the attempt whose answer counts; null when the call is over before. */
    private @Nullable OpenStream<I, O> answer() throws RpcException {
        while (!isOver()) {
            OpenStream<I, O> own = callers;
            OpenStream<I, O> is = lead;
            if (is != null && is.answer() != null) {
                return is;
            }
            if (isAtWork(own) && own.answer() == null) {
                own.hear();
            } else {
                await(() -> isOver() || isAnswered());
            }
        }
        return null;
    }

    private boolean isAnswered() {
        OpenStream<I, O> is = lead;
        return is != null && is.answer() != null;
    }

    @Override
    public Metadata headers() throws RpcException {
        reading.lock();
        try {
            OpenStream<I, O> from = lead;
            if (from == null || from.answer() == null) {
                from = answer();
            }
            if (from == null) {
                atEnd();
            }
            return from != null && from.answer() instanceof Answer.Opened head
                    ? head.metadata()
                    : Metadata.EMPTY;
        } finally {
            read();
        }
    }

    @Override
    public @Nullable Metadata trailers() {
        Over end = over.get();
        return end != null && end.status().isOk() ? end.trailers() : null;
    }

    // ---- what goes

    @Override
    public void send(I request) throws RpcException {
        if (halfClosed) {
            throw new IllegalStateException("a request behind the last one of " + asking.method());
        }
        if (given > 0 && !asking.method().kind().clientStreams()) {
            throw new IllegalStateException("a second request of " + asking.method());
        }
        if (isOver()) {
            throw unsent();
        }
        Octets frame;
        try {
            frame = asking.frame(around.request(request));
        } catch (UncheckedRpcException e) {
            throw e.getCause();
        }
        trials.buffered(frame.length());
        given = outgoing.add(frame);
        push(given);
    }

    private static boolean isAtWork(@Nullable OpenStream<?, ?> own) {
        return own != null && own.isOpen() && !own.isOver();
    }

    /** Sees to it that so much has been sent by some attempt. */
    private void push(int count) throws RpcException {
        while (!isSent(count)) {
            if (isOver()) {
                throw unsent();
            }
            OpenStream<I, O> own = callers;
            OpenStream<I, O> is = lead;
            if (isAtWork(own)) {
                try {
                    own.send();
                } catch (IOException e) {
                    settle(own, e);
                }
            } else if (is != null && is.isBroken()) {
                settle(is, null);
            } else {
                await(() -> isOver() || isSent(count) || isBroken());
            }
        }
    }

    private boolean isBroken() {
        OpenStream<I, O> is = lead;
        return is != null && is.isBroken();
    }

    private boolean isSent(int count) {
        OpenStream<I, O> is = lead;
        if (is != null) {
            return is.sent() >= count;
        }
        for (OpenStream<I, O> stream : streams.values()) {
            if (!stream.isOver() && stream.sent() >= count) {
                return true;
            }
        }
        return false;
    }

    /** Why a request was not sent. */
    private RpcException unsent() {
        Over end = over.get();
        return end == null || end.status().isOk()
                ? new RpcException(
                        Code.CANCELLED, "the server has ended the call and takes no more requests")
                : new RpcException(end.status(), end.trailers());
    }

    /**
     * The stream has ended, as a writer has found. What it has brought is kept for the reader, and
     * the end looked for behind it.
     */
    private void settle(OpenStream<I, O> stream, @Nullable IOException cause) throws RpcException {
        if (cause instanceof InterruptedIOException) {
            end(Ended.INTERRUPTED, Metadata.EMPTY);
            return;
        }
        settling = true;
        while (!isOver() && !stream.isOver()) {
            if (reading.tryLock()) {
                try {
                    look(stream);
                } finally {
                    reading.unlock();
                }
            } else {
                await(() -> isOver() || stream.isOver() || !reading.isLocked());
            }
        }
        settling = false;
    }

    /** Comes closer to the end of a stream, if it has one. */
    private void look(OpenStream<I, O> stream) throws RpcException {
        if (stream == lead && stream.answer() != null) {
            O message = fetch();
            if (message != null) {
                ahead.add(message);
            }
        } else if (stream.isCallers() && stream.answer() == null) {
            stream.hear();
        } else {
            await(() -> isOver() || stream.isOver() || stream == lead && stream.answer() != null);
        }
    }

    private void read() {
        reading.unlock();
        if (settling) {
            outgoing.changed();
        }
    }

    @Override
    public void halfClose() throws RpcException {
        if (!halfClosed) {
            halfClosed = true;
            outgoing.end();
            OpenStream<I, O> own = callers;
            if (isAtWork(own)) {
                try {
                    own.send();
                } catch (IOException e) {
                    settle(own, e);
                    if (isOver()) {
                        throw unsent();
                    }
                }
            }
        }
    }

    // ---- the end

    /** The end that the call's own attempt has come to. */
    private void end(OpenStream<I, O> from, Status status, FieldSection trailers) {
        Status seen = seen(status);
        if (finish(seen, Trailing.custom(trailers))) {
            served(from, seen);
            trials.ended(from.number(), seen, Reach.MAYBE_PROCESSED, OpenStream.pushback(trailers));
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
        if (is != null) {
            is.close(status.isOk() && !halfClosed);
        }
        outgoing.changed();
        return true;
    }

    private void await(BooleanSupplier holds) throws RpcException {
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
