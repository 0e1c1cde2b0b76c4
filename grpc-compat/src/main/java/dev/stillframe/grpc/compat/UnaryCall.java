package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stub's call with one request and one response, as a machine on the connection's loop: no thread
 * waits for it. It begins once the request is whole.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class UnaryCall<I, O> extends BridgedCall<I, O> {
    // Under the lock.
    private @Nullable Metadata headers;
    private byte @Nullable [] request;
    private boolean compress;
    private boolean whole;
    private boolean begun;
    private @Nullable CompletableFuture<?> running;
    private boolean stopped;

    UnaryCall(BridgedChannel channel, MethodDescriptor<I, O> method, CallOptions options) {
        super(channel, method, options);
    }

    @Override
    void begin(Metadata with) {
        lock.lock();
        try {
            headers = with;
        } finally {
            lock.unlock();
        }
        run();
    }

    @Override
    void send(byte[] octets, boolean compressed) {
        lock.lock();
        try {
            if (request != null) {
                throw new IllegalStateException(
                        "a second request of " + method.getFullMethodName());
            }
            request = octets;
            compress = compressed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void ended() {
        lock.lock();
        try {
            whole = true;
        } finally {
            lock.unlock();
        }
        run();
    }

    private void run() {
        Metadata with;
        Asking asking;
        lock.lock();
        try {
            with = headers;
            if (with == null || !whole || begun || stopped) {
                return;
            }
            begun = true;
            asking = new Asking(request, compress);
        } finally {
            lock.unlock();
        }
        CompletableFuture<?> own =
                channel.engines()
                        .run(Messages.method(method), asking, options(with))
                        .toCompletableFuture();
        boolean now;
        lock.lock();
        try {
            running = own;
            now = stopped;
        } finally {
            lock.unlock();
        }
        if (now) {
            own.cancel(false);
        }
    }

    @Override
    public boolean isReady() {
        lock.lock();
        try {
            return isSending() && headers != null && request == null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void stop() {
        CompletableFuture<?> own;
        lock.lock();
        try {
            stopped = true;
            own = running;
        } finally {
            lock.unlock();
        }
        if (own != null) {
            own.cancel(false);
        }
    }

    /** What has come is kept by the call; between signals there is nothing. */
    private enum Nothing {
        NOTHING
    }

    private final class Asking implements Machine<Nothing, byte[], byte[]> {
        private final List<Action<Nothing, byte[]>> asked;

        Asking(byte @Nullable [] octets, boolean compressed) {
            this.asked =
                    octets == null
                            ? List.of(new Action.HalfClose<>())
                            : List.of(
                                    new Action.Compress<>(compressed),
                                    new Action.Send<>(octets),
                                    new Action.HalfClose<>());
        }

        @Override
        public Nothing initial() {
            return Nothing.NOTHING;
        }

        @Override
        public List<Action<Nothing, byte[]>> on(Signal<byte[]> signal, Nothing context) {
            if (signal instanceof Signal.Begin<byte[]>) {
                created();
                return asked;
            }
            if (signal instanceof Signal.Headers<byte[]> head) {
                headers(head.metadata());
            } else if (signal instanceof Signal.Message<byte[]> message) {
                arrived(message.message());
            }
            return List.of();
        }

        @Override
        public void ended(Outcome<Nothing> outcome) {
            over(outcome.status(), outcome.trailers(), null);
        }
    }
}
