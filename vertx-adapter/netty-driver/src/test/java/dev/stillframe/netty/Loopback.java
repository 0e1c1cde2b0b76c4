package dev.stillframe.netty;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server over the driver on a socket of the loopback, and a client. What {@link Server} does is
 * done on the event loop; what it has seen is read through futures, queues and {@link #onLoop}.
 */
final class Loopback implements AutoCloseable {
    static final long SECONDS = 30;

    final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    final Client client;
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel listening;

    /** What answers requests: a listener for each. */
    interface Server {
        StreamListener request(DriverStream stream, RequestHead head);
    }

    /** One connection of the server's, and what it has told. */
    static final class Peer extends ChannelInboundHandlerAdapter implements ConnectionListener {
        private final DriverOptions options;
        private final Server server;
        final BlockingQueue<Notice.Closed> closed = new LinkedBlockingQueue<>();
        final BlockingQueue<ErrorCode> faults = new LinkedBlockingQueue<>();
        final BlockingQueue<Long> pings = new LinkedBlockingQueue<>();
        Driver driver;
        Channel channel;

        /** Only on the event loop. */
        int flushes;

        Peer(DriverOptions options, Server server) {
            this.options = options;
            this.server = server;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
            driver = Driver.open(context, options, this);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            driver.start();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            driver.received((ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            driver.readComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            driver.failed(new java.io.IOException("closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            driver.failed(cause);
            context.close();
        }

        @Override
        public StreamListener request(DriverStream stream, RequestHead head) {
            return server.request(stream, head);
        }

        @Override
        public void closed(Notice.Closed how) {
            closed.add(how);
        }

        @Override
        public void pinged(long opaque) {
            pings.add(opaque);
        }

        @Override
        public void fault(int streamId, ErrorCode code, String reason) {
            faults.add(code);
        }

        /** Runs this on the event loop, and waits for it. */
        <T> T onLoop(Callable<T> task) throws Exception {
            return channel.eventLoop().submit(task).get(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A listener that takes everything and says nothing. */
    static class Quiet implements StreamListener {
        final CompletableFuture<End> over = new CompletableFuture<>();
        final DriverStream stream;

        Quiet(DriverStream stream) {
            this.stream = stream;
        }

        @Override
        public void data(Octets octets) {
            stream.consumed(octets.length());
        }

        @Override
        public void inputEnded(FieldSection trailers) {}

        @Override
        public void writabilityChanged(boolean writable) {}

        @Override
        public void closed(End end) {
            if (!over.complete(end)) {
                throw new IllegalStateException("told twice");
            }
            stream.released();
        }

        End ended() throws Exception {
            return over.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    Loopback(Server server) throws Exception {
        this(Limits.DEFAULT, Function.identity(), server);
    }

    /** With a server that wants to be told of this besides. */
    static Loopback telling(Options.Extra extra, Server server) throws Exception {
        return new Loopback(
                Limits.DEFAULT,
                options ->
                        new DriverOptions(
                                options.engine(),
                                options.options().telling(extra),
                                options.highWater(),
                                null),
                server);
    }

    Loopback(Limits limits, Function<DriverOptions, DriverOptions> change, Server server)
            throws Exception {
        DriverOptions options =
                change.apply(
                        DriverOptions.of(new Options(Role.SERVER, limits, false, false, false)));
        listening =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        Peer peer = new Peer(options, server);
                                        channel.pipeline().addLast(new Counter(peer), peer);
                                        peers.add(peer);
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sync()
                        .channel();
        client = Client.builder().open();
    }

    private static final class Counter extends ChannelOutboundHandlerAdapter {
        private final Peer peer;

        Counter(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            peer.flushes++;
            context.flush();
        }
    }

    URI uri(String path) {
        InetSocketAddress address = (InetSocketAddress) listening.localAddress();
        return URI.create("http://localhost:" + address.getPort() + path);
    }

    Request get(String path) {
        return Request.get(uri(path)).within(java.time.Duration.ofSeconds(SECONDS));
    }

    Request post(String path) {
        return Request.of("POST", uri(path)).within(java.time.Duration.ofSeconds(SECONDS));
    }

    Peer peer() throws Exception {
        Peer peer = peers.poll(SECONDS, TimeUnit.SECONDS);
        if (peer == null) {
            throw new IllegalStateException("nobody has connected");
        }
        return peer;
    }

    /** A server that is not asked anything. */
    static StreamListener refuse(DriverStream stream, RequestHead head) {
        stream.reset(ErrorCode.REFUSED_STREAM, Completion.IGNORED);
        return new Quiet(stream);
    }

    static ResponseHead ok() {
        return new ResponseHead(200, FieldSection.EMPTY);
    }

    /** A map that is written on the loop and read by the test. */
    static <K, V> Map<K, V> shared() {
        return Collections.synchronizedMap(new LinkedHashMap<>());
    }

    @Override
    public void close() {
        client.close();
        listening.close().syncUninterruptibly();
        group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
