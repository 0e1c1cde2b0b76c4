package dev.stillframe.vertx4;

import dev.stillframe.api.connection.Notice;
import dev.stillframe.netty.Driver;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Who is told what happens to a connection as a whole, on its context. */
final class ConnectionEvents {
    private final ContextInternal context;
    private @Nullable Handler<Http2Settings> remoteSettingsHandler;
    private @Nullable Handler<GoAway> goAwayHandler;
    private @Nullable Handler<Void> shutdownHandler;
    private @Nullable Handler<Buffer> pingHandler;
    private @Nullable Http2Settings remoteSettings;
    private @Nullable GoAway goAway;
    private boolean drained;

    ConnectionEvents(ContextInternal context) {
        this.context = context;
    }

    synchronized void remoteSettingsHandler(@Nullable Handler<Http2Settings> handler) {
        remoteSettingsHandler = handler;
    }

    synchronized void goAwayHandler(@Nullable Handler<GoAway> handler) {
        goAwayHandler = handler;
    }

    synchronized void shutdownHandler(@Nullable Handler<Void> handler) {
        shutdownHandler = handler;
    }

    synchronized void pingHandler(@Nullable Handler<Buffer> handler) {
        pingHandler = handler;
    }

    synchronized @Nullable Http2Settings remoteSettings() {
        return remoteSettings == null ? null : new Http2Settings(remoteSettings);
    }

    /** The first GOAWAY, either way; null while there is none. */
    synchronized @Nullable GoAway goAway() {
        return goAway;
    }

    void remoteSettings(Http2Settings settings) {
        Handler<Http2Settings> handler;
        synchronized (this) {
            remoteSettings = settings;
            handler = remoteSettingsHandler;
        }
        if (handler != null) {
            context.dispatch(new Http2Settings(settings), handler);
        }
    }

    synchronized void goAwaySent(GoAway said) {
        if (goAway == null) {
            goAway = said;
        }
    }

    void goAwayReceived(Notice.GoAway notice) {
        GoAway said =
                new GoAway()
                        .setErrorCode(Integer.toUnsignedLong(notice.code().value()))
                        .setLastStreamId(notice.lastStreamId())
                        .setDebugData(Buffer.buffer(notice.debug().toArray()));
        Handler<GoAway> handler;
        synchronized (this) {
            if (goAway != null) {
                return;
            }
            goAway = said;
            handler = goAwayHandler;
        }
        if (handler != null) {
            context.dispatch(new GoAway(said), handler);
        }
    }

    /** After a GOAWAY, once no stream is left, the connection counts as shut down. */
    void drainedIf(boolean idle) {
        Handler<Void> handler;
        synchronized (this) {
            if (drained || goAway == null || !idle) {
                return;
            }
            drained = true;
            handler = shutdownHandler;
        }
        if (handler != null) {
            context.dispatch(null, handler);
        }
    }

    /** Completes what was promised to the sender of a PING. */
    static Driver.Pong completing(Promise<Buffer> pong, long opaque) {
        return (nanos, failure) -> {
            if (failure == null) {
                pong.complete(Buffer.buffer().appendLong(opaque));
            } else {
                pong.fail(failure);
            }
        };
    }

    void ping(long opaque) {
        Handler<Buffer> handler;
        synchronized (this) {
            handler = pingHandler;
        }
        if (handler != null) {
            context.dispatch(Buffer.buffer().appendLong(opaque), handler);
        }
    }
}
