package dev.stillframe.jetty;

import dev.stillframe.api.Http2Connection;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The one payload of a stream that is with the engine, and whom to tell when its buffer is free
 * again.
 */
final class Sending implements Http2Connection.Sent {
    private static final Callback NOBODY = Callback.NOOP;

    private final ServerStream stream;
    private final AtomicReference<@Nullable Callback> pending = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> cancelled = new AtomicReference<>();
    private Invocable.InvocationType type = Invocable.InvocationType.NON_BLOCKING;
    private @Nullable Thread sender;

    /** The application's octets while they are with the engine: their position moves. */
    private volatile @Nullable ByteBuffer octets;

    /** How many of them were left when somebody last looked. */
    private volatile int left;

    private volatile @Nullable Runnable afterwards;

    Sending(ServerStream stream) {
        this.stream = stream;
    }

    /** Whether a payload is with the engine. */
    boolean isPending() {
        return pending.get() != null;
    }

    /**
     * Sends octets of the application's; {@code callback} is told when they are no longer needed.
     */
    void send(ByteBuffer octets, boolean endStream, Callback callback) {
        // The type is asked for now: later the channel may be at work on something else.
        type = callback.getInvocationType();
        left = octets.remaining();
        this.octets = octets;
        pending.set(callback);
        sender = Thread.currentThread();
        stream.connection().engine().send(stream.id(), octets, endStream, this);
    }

    /** Sends octets that belong to nobody. */
    void sendCopy(ByteBuffer octets, boolean endStream) {
        type = Invocable.InvocationType.NON_BLOCKING;
        pending.set(NOBODY);
        stream.connection().engine().send(stream.id(), octets, endStream, this);
    }

    /** The thread that sends has finished its turn: what completes from now on is elsewhere. */
    void sent() {
        sender = null;
    }

    /**
     * Whether the engine has taken any of the payload since this was last asked. Read without the
     * engine's lock: what it has just taken may be seen the next time only.
     */
    boolean hasMoved() {
        ByteBuffer payload = octets;
        if (payload == null) {
            return false;
        }
        int now = payload.remaining();
        int before = left;
        left = now;
        return now != before;
    }

    /** Runs this once no payload is with the engine, which may be now. */
    void whenDone(Runnable action) {
        afterwards = action;
        if (!isPending()) {
            runAfterwards();
        }
    }

    private void runAfterwards() {
        Runnable action = afterwards;
        if (action != null) {
            afterwards = null;
            action.run();
        }
    }

    /** Runs this once the engine has let go of the payload that was cancelled. */
    void whenLetGo(Runnable action) {
        cancelled.set(action);
        if (!isPending()) {
            runCancelled();
        }
    }

    private void runCancelled() {
        Runnable action = cancelled.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void succeeded() {
        complete(null);
    }

    @Override
    public void failed(String reason) {
        complete(new EofException(reason));
    }

    private void complete(@Nullable Throwable failure) {
        Invocable.InvocationType how = type;
        boolean here = sender == Thread.currentThread();
        Callback callback = pending.getAndSet(null);
        if (callback == null) {
            return;
        }
        octets = null;
        runAfterwards();
        runCancelled();
        if (callback == NOBODY) {
            return;
        }
        stream.idleness().active(System.nanoTime());
        if (how == Invocable.InvocationType.BLOCKING && !here) {
            // It may block, and this thread may be anybody's: the selector's, another request's.
            stream.connection().offer(Invocable.from(how, () -> complete(callback, failure)));
        } else {
            complete(callback, failure);
        }
    }

    private static void complete(Callback callback, @Nullable Throwable failure) {
        if (failure == null) {
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }
}
