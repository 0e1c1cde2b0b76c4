package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Answer;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.call.Calling.Over;
import dev.stillframe.grpc.wire.Trailing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client's call in direct style.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class OpenCall<I, O> implements ClientCall<I, O> {
    private final Asking<I, O> asking;
    private final Deadline deadline;
    private final ClientExchange exchange;
    private final AtomicReference<@Nullable Over> over = new AtomicReference<>();
    private volatile Runnable detach = () -> {};

    // The reader's.
    private final ReentrantLock reading = new ReentrantLock();
    private final ArrayDeque<O> ahead = new ArrayDeque<>(0);
    private @Nullable Answer answer;
    private @Nullable Incoming<O> incoming;
    private int received;

    // The writer's.
    private int sent;
    private boolean plain;
    private volatile boolean halfClosed;

    private OpenCall(Asking<I, O> asking, Deadline deadline, ClientExchange exchange) {
        this.asking = asking;
        this.deadline = deadline;
        this.exchange = exchange;
    }

    /** Begins a call; waits for a connection. */
    static <I, O> OpenCall<I, O> open(
            Route route, Asking<I, O> asking, CallOptions options, Deadline deadline)
            throws RpcException {
        Tries tries = route.tries(options.waitForReady());
        String lastError = "";
        while (true) {
            Status refusal = route.refusal();
            Duration left = deadline.left();
            if (refusal == null && left != null && !left.isPositive()) {
                refusal = Ended.late(lastError);
            }
            if (refusal != null) {
                throw new RpcException(refusal);
            }
            try {
                ClientExchange exchange =
                        route.client().exchange(route.request(tries.next(), asking, left, null));
                OpenCall<I, O> call = new OpenCall<>(asking, deadline, exchange);
                // A server that has ended the call wants nothing more, and nobody may be reading.
                exchange.onEarly(() -> exchange.reset(ErrorCode.NO_ERROR));
                call.detach =
                        Route.under(options.parent(), () -> call.end(Ended.PARENT, Metadata.EMPTY));
                if (call.over.get() != null) {
                    call.detach.run();
                }
                return call;
            } catch (ClientException e) {
                long delay = tries.after(e);
                if (delay < 0) {
                    throw new RpcException(Ended.by(e), e);
                }
                lastError = Ended.by(e).message();
                pause(route, deadline.within(delay));
            } catch (IOException e) {
                throw new RpcException(Ended.seen(Ended.by(e), deadline, null), e);
            }
        }
    }

    private static void pause(Route route, long nanos) throws RpcException {
        if (nanos == 0) {
            return;
        }
        CountDownLatch woken = new CountDownLatch(1);
        Pauses.Pause pause = route.pauses().after(nanos, woken::countDown);
        try {
            woken.await();
        } catch (InterruptedException e) {
            pause.end();
            Thread.currentThread().interrupt();
            throw new RpcException(Ended.INTERRUPTED, e);
        }
    }

    // ---- what comes

    @Override
    public @Nullable O next() throws RpcException {
        reading.lock();
        try {
            O message = ahead.poll();
            if (message == null && over.get() == null) {
                message = fetch();
            }
            return message == null ? atEnd() : message;
        } finally {
            reading.unlock();
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
    private @Nullable O fetch() {
        try {
            Incoming<O> in = opened();
            O message = in == null ? null : in.next();
            if (message != null) {
                received++;
                return asking.method().kind().serverStreams()
                        ? asLongAsOpen(message)
                        : only(message);
            }
            if (in != null) {
                whole();
            }
        } catch (RpcException e) {
            unreadable(e.status());
        } catch (IOException e) {
            end(Ended.by(e), Metadata.EMPTY);
        }
        return null;
    }

    /** Octets are read until the end: a message of later on may be made of anything. */
    private @Nullable O asLongAsOpen(O message) {
        return over.get() == null ? message : null;
    }

    /** The one message of a server that does not stream: good for something if the end is. */
    private @Nullable O only(O message) throws RpcException, IOException {
        Incoming<O> in = incoming;
        Status wrong = in != null && in.next() != null ? asking.oneMoreThan(received) : null;
        if (wrong == null) {
            whole();
        } else {
            end(wrong, Metadata.EMPTY);
        }
        Over end = over.get();
        return end != null && end.status().isOk() ? message : null;
    }

    /** All messages were read. */
    private void whole() throws IOException {
        FieldSection trailers = exchange.trailers();
        end(asking.ended(trailers, received, null), Trailing.custom(trailers));
    }

    /** What came is no message. Where it only stops too early the server may have said why. */
    private void unreadable(Status wrong) {
        Incoming<O> in = incoming;
        if (in == null || !in.isOver()) {
            end(wrong, Metadata.EMPTY);
            return;
        }
        try {
            FieldSection trailers = exchange.trailers();
            end(asking.ended(trailers, received, wrong), Trailing.custom(trailers));
        } catch (IOException e) {
            end(Ended.by(e), Metadata.EMPTY);
        }
    }

    /** The messages, once their head has come; null when the call has ended with that. */
    private @Nullable Incoming<O> opened() throws IOException {
        if (answer == null) {
            Answer said = Answer.of(exchange.response(), asking.accepted());
            answer = said;
            switch (said) {
                case Answer.Opened opened ->
                        incoming = new Incoming<>(exchange, asking.receiving(opened.compression()));
                case Answer.Over ended -> end(asking.judged(ended.status(), 0), ended.trailers());
            }
        }
        return incoming;
    }

    @Override
    public Metadata headers() throws RpcException {
        reading.lock();
        try {
            if (answer == null && over.get() == null) {
                try {
                    opened();
                } catch (IOException e) {
                    end(Ended.by(e), Metadata.EMPTY);
                }
            }
            if (answer == null) {
                atEnd();
            }
            return answer instanceof Answer.Opened opened ? opened.metadata() : Metadata.EMPTY;
        } finally {
            reading.unlock();
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
        if (sent > 0 && !asking.method().kind().clientStreams()) {
            throw new IllegalStateException("a second request of " + asking.method());
        }
        if (over.get() != null) {
            throw unsent();
        }
        Octets frame = asking.frame(request, plain);
        try {
            exchange.write(frame.toByteBuffer());
            sent++;
        } catch (IOException e) {
            settle(e);
            throw unsent();
        }
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
    private void settle(IOException cause) {
        if (cause instanceof InterruptedIOException) {
            end(Ended.INTERRUPTED, Metadata.EMPTY);
            return;
        }
        reading.lock();
        try {
            while (over.get() == null) {
                O message = fetch();
                if (message != null) {
                    ahead.add(message);
                }
            }
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void compressing(boolean compress) {
        plain = !compress;
    }

    @Override
    public void halfClose() throws RpcException {
        if (!halfClosed) {
            halfClosed = true;
            try {
                exchange.end();
            } catch (IOException e) {
                settle(e);
                throw unsent();
            }
        }
    }

    // ---- the end

    /** The call is over, by any thread: the first one who says so counts. */
    private void end(Status status, Metadata trailers) {
        Over end = new Over(Ended.seen(status, deadline, null), trailers);
        if (over.compareAndSet(null, end)) {
            detach.run();
            if (status.isOk() && !halfClosed) {
                exchange.reset(ErrorCode.NO_ERROR); // what more might be sent is not wanted
            }
            exchange.close();
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
