package dev.stillframe.jetty.compat;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Sends back what it gets, and asks for more when that is sent; closes when it is told "close".
 * Public, as Jetty looks its methods up.
 */
public final class EchoSocket implements Session.Listener {
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

    /** How it ended: the code, a space and the reason. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public void onWebSocketOpen(Session opened) {
        session.set(opened);
        opened.demand();
    }

    private Session session() {
        return Objects.requireNonNull(session.get());
    }

    @Override
    public void onWebSocketText(String message) {
        if (message.equals("close")) {
            session().close(4001, "as told", Callback.NOOP);
            session().demand();
        } else if (message.equals("disconnect")) {
            session().disconnect();
        } else {
            session().sendText(message, Callback.from(session()::demand, failure -> {}));
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        session()
                .sendBinary(
                        BufferUtil.copy(payload), Callback.from(session()::demand, failure -> {}));
        callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
        closed.complete(code + " " + reason);
        callback.succeed();
    }
}
