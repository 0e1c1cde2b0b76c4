package dev.stillframe.jetty.compat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** The client's end of a socket: keeps what it gets. Public, as Jetty looks its methods up. */
public final class ClientSocket implements Session.Listener.AutoDemanding {
    private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

    /** How it ended: the code, a space and the reason. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public void onWebSocketText(String message) {
        messages.add(message);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        messages.add(ByteBuffer.wrap(BufferUtil.toArray(payload)));
        callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
        closed.complete(code + " " + reason);
        callback.succeed();
    }

    /** The next message: a string, or the octets. */
    @Nullable Object next() throws InterruptedException {
        return next(Duration.ofSeconds(20));
    }

    @Nullable Object next(Duration patience) throws InterruptedException {
        return messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
