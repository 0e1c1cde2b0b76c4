package dev.stillframe.grpc.runtime;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Answer;
import dev.stillframe.grpc.wire.Trailing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call in direct style. The caller's own threads connect it, write and read its
 * head where it is the only one that there is meant to be; else threads of its own do, for nobody
 * may be there when its time has come.
 */
final class OpenStream<I, O> implements Balancing.Waiter {
    private final OpenCall<I, O> call;
    private final int number;
    private final int previous;
    private final boolean callers;
    private final CompletableFuture<Backend> place = new CompletableFuture<>();
    private final ReentrantLock writing = new ReentrantLock();

    // While writing.
    private boolean ended;

    private volatile int waiter;
    private volatile int sent;
    private volatile boolean over;
    private volatile boolean broken;
    private volatile @Nullable Backend at;
    private volatile @Nullable ClientExchange exchange;
    private volatile @Nullable Answer answer;
    private volatile @Nullable Incoming<O> incoming;
    private volatile Metadata trailers = Metadata.EMPTY;
    private volatile @Nullable Thread thread;

    /**
     * Not begun.
     *
     * @param callers whether the caller's threads do its work
     */
    OpenStream(OpenCall<I, O> call, int number, int previous, boolean callers) {
        this.call = call;
        this.number = number;
        this.previous = previous;
        this.callers = callers;
    }

    int number() {
        return number;
    }

    boolean isCallers() {
        return callers;
    }

    /** Whether it was given to a connection. */
    boolean isOpen() {
        return exchange != null;
    }

    /** Whether it has ended before it was answered, or was cancelled. */
    boolean isOver() {
        return over;
    }

    /** Whether nothing more can be written. */
    boolean isBroken() {
        return broken;
    }

    /** Whether the caller's threads can go on with it. */
    static boolean isAtWork(@Nullable OpenStream<?, ?> own) {
        return own != null && own.isOpen() && !own.isOver();
    }

    /** Messages. */
    int sent() {
        return sent;
    }

    @Nullable Answer answer() {
        return answer;
    }

    @Nullable Incoming<O> incoming() {
        return incoming;
    }

    /** Those that came with an end ahead of any message. */
    Metadata trailers() {
        return trailers;
    }

    @Nullable Backend at() {
        return at;
    }

    ClientExchange exchange() {
        ClientExchange is = exchange;
        if (is == null) {
            throw new IllegalStateException("the attempt has no stream");
        }
        return is;
    }

    // ---- its beginning

    /** Does all of it, on threads of its own. */
    void start() {
        Thread own = Thread.ofVirtual().name("stillframe-attempt").unstarted(this::work);
        thread = own;
        own.start();
    }

    private void work() {
        if (connect()) {
            Thread.ofVirtual().name("stillframe-sending").start(this::sendAll);
            hear();
        }
    }

    /** Waits for a stream; says whether it has one. */
    boolean connect() {
        try {
            Backend backend = place();
            at = backend;
            Duration left = call.deadline().left();
            if (left != null && !left.isPositive()) {
                throw new RpcException(Ended.LATE);
            }
            ClientExchange begun =
                    call.route()
                            .client()
                            .exchange(Route.request(backend, call.asking(), left, previous, null));
            // A server that has ended the call wants nothing more, and nobody may be reading.
            begun.onEarly(() -> begun.reset(ErrorCode.NO_ERROR));
            exchange = begun;
            if (over) {
                begun.close();
                return false;
            }
            call.opened();
            return true;
        } catch (InterruptedException e) {
            if (callers) {
                Thread.currentThread().interrupt();
                call.end(Ended.INTERRUPTED, Metadata.EMPTY);
            }
        } catch (RpcException e) {
            failed(e.status(), Reach.MAYBE_PROCESSED);
        } catch (IOException e) {
            if (callers && Thread.currentThread().isInterrupted()) {
                call.end(Ended.INTERRUPTED, Metadata.EMPTY);
            } else {
                failed(Ended.by(e), Route.reach(e));
            }
        }
        return false;
    }

    private Backend place() throws InterruptedException, RpcException {
        Balancing balancing = call.route().balancing();
        Set<Integer> avoided = call.used();
        Backend ready = balancing.pick(avoided);
        if (ready != null) {
            return ready;
        }
        waiter = balancing.ask(this, call.waitsForReady(), call.deadline().nanos(), avoided);
        if (over) {
            balancing.abandon(waiter);
            throw new RpcException(Ended.CANCELLED);
        }
        try {
            return place.get();
        } catch (InterruptedException e) {
            balancing.abandon(waiter);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void picked(@Nullable Backend backend) {
        if (backend == null) {
            refused(Route.SHUT_DOWN);
        } else {
            place.complete(backend);
        }
    }

    @Override
    public void refused(Status status) {
        place.completeExceptionally(new RpcException(status));
    }

    // ---- what goes

    /** Sends what there is, and the end if it has come; waits for credit. */
    void send() throws IOException {
        writing.lock();
        try {
            while (!ended && !over) {
                Outgoing.Next next = call.outgoing().next(sent);
                if (next == null) {
                    return;
                }
                if (next instanceof Outgoing.Next.Frame frame) {
                    exchange().write(frame.octets().toByteBuffer());
                    sent++;
                } else {
                    ended = true;
                    exchange().end();
                }
                call.sent(this);
            }
        } catch (IOException e) {
            broken = true;
            call.outgoing().changed();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private void sendAll() {
        try {
            while (!ended && !over && !call.isOver()) {
                send();
                call.outgoing()
                        .await(
                                () ->
                                        over
                                                || call.isOver()
                                                || ended
                                                || call.outgoing().next(sent) != null);
            }
        } catch (IOException | InterruptedException e) {
            // Who reads the response finds out why.
        }
    }

    // ---- what comes

    /** Waits for the head of the response, and tells of it. By one thread. */
    void hear() {
        try {
            FieldSection fields = exchange().response().fields();
            Answer said = Answer.of(exchange().response(), call.asking().accepted());
            switch (said) {
                case Answer.Opened opened -> {
                    incoming =
                            new Incoming<>(
                                    exchange(), call.asking().receiving(opened.compression()));
                    answer = said;
                    call.answered(this);
                }
                case Answer.Over end -> {
                    trailers = end.trailers();
                    Status status = call.asking().judged(end.status(), 0);
                    call.served(this, status);
                    failed(status, Reach.MAYBE_PROCESSED, Trailing.pushback(fields));
                }
            }
        } catch (IOException e) {
            if (callers && e instanceof InterruptedIOException) {
                call.end(Ended.INTERRUPTED, Metadata.EMPTY);
            } else {
                Status status = call.seen(Ended.by(e));
                call.served(this, status);
                failed(status, Route.reach(e));
            }
        }
    }

    private void failed(Status status, Reach reach) {
        failed(status, reach, Pushback.NONE);
    }

    private void failed(Status status, Reach reach, Pushback pushback) {
        if (over) {
            return;
        }
        over = true;
        close(status.isOk());
        call.failed(this, status, reach, pushback);
    }

    // ---- its end

    /** Gives it up. By any thread. */
    void cancel() {
        over = true;
        int number = waiter;
        if (number > 0) {
            call.route().balancing().abandon(number);
        }
        refused(Ended.CANCELLED);
        Thread own = thread;
        if (exchange == null && own != null) {
            own.interrupt();
        }
        close(false);
        call.outgoing().changed();
    }

    /**
     * Nothing more is sent or taken.
     *
     * @param good whether the server has said OK: what more might be sent is not wanted
     */
    void close(boolean good) {
        over = true;
        ClientExchange begun = exchange;
        if (begun != null) {
            if (good) {
                begun.reset(ErrorCode.NO_ERROR);
            }
            begun.close();
        }
    }
}
