package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A connection that its host drives. What is received is copied: its buffers are the host's. */
public record HostedLine(HandlerHost host) implements Line {
    @Override
    public Http2Connection connection() {
        return host.connection();
    }

    /**
     * {@inheritDoc} A stream that is alone on its connection takes it itself; where there are more,
     * one turn of the host's serves several.
     */
    @Override
    public void flush() {
        if (connection().iteration().activeStreams() <= 1) {
            host.turn();
        } else {
            host.turnLater();
        }
    }

    @Override
    public void flushLater() {
        host.turnLater();
    }

    @Override
    public @Nullable Runnable hold() {
        return null;
    }

    @Override
    public SocketAddress peer() {
        return host.peer();
    }

    @Override
    public @Nullable SSLSession tls() {
        return host.tls();
    }
}
