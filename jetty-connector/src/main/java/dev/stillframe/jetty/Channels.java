package dev.stillframe.jetty;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection's channels. One that has served its request serves another, with its caches of
 * cookies and queries; there are never more than streams at once.
 */
final class Channels {
    private final HttpChannel.Factory factory = new HttpChannel.DefaultFactory();
    private final ConnectionMetaData connection;
    private final AtomicReference<@Nullable HttpChannel> warm = new AtomicReference<>();
    private final Queue<HttpChannel> others = new ConcurrentLinkedQueue<>();

    Channels(ConnectionMetaData connection) {
        this.connection = connection;
    }

    HttpChannel take() {
        HttpChannel channel = warm.getAndSet(null);
        if (channel == null) {
            channel = others.poll();
        }
        if (channel == null) {
            channel = factory.newHttpChannel(connection);
        }
        channel.initialize();
        return channel;
    }

    /** A channel that has completed normally and was told of no failure. */
    void giveBack(HttpChannel channel) {
        channel.recycle();
        if (!warm.compareAndSet(null, channel)) {
            others.offer(channel);
        }
    }
}
