package dev.stillframe.jetty;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
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

    /**
     * Gives a request to a channel: what it then wants to run.
     *
     * @throws HttpException.RuntimeException when the request is to be refused
     */
    static Runnable begin(HttpChannel channel, MetaData.Request request, boolean pushed) {
        Runnable task = channel.onRequest(request);
        String expect = request.getHttpFields().get(HttpHeader.EXPECT);
        if (expect != null && !HttpHeaderValue.CONTINUE.is(expect)) {
            throw new HttpException.RuntimeException(HttpStatus.EXPECTATION_FAILED_417);
        }
        if (pushed) {
            channel.getRequest().setAttribute("org.eclipse.jetty.pushed", Boolean.TRUE);
        }
        return task;
    }

    /** A channel that has completed normally and was told of no failure. */
    void giveBack(HttpChannel channel) {
        channel.recycle();
        if (!warm.compareAndSet(null, channel)) {
            others.offer(channel);
        }
    }
}
