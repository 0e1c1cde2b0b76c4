package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import dev.stillframe.api.server.ServerStatistics;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.runtime.direct.ServerStreams;
import dev.stillframe.h2.runtime.direct.SocketLine;
import dev.stillframe.h2.runtime.net.Acceptor;
import dev.stillframe.h2.runtime.net.Loop;
import dev.stillframe.h2.runtime.net.Loops;
import dev.stillframe.h2.runtime.net.SocketTransport;
import dev.stillframe.h2.runtime.tls.Engines;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A server on sockets of its own. */
public final class StandaloneServer implements Server {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** For the last words of connections whose grace time is over, and for their peers to close. */
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

    private final ServerOptions options;
    private final Http2Engine engine;
    private final Options plain;
    private final Options secure;
    private final Loops loops;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<SocketTransport> transports = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile boolean stopping;

    /** Binds all addresses, and starts. */
    public StandaloneServer(ServerOptions options, Http2Engine engine) throws IOException {
        this.options = options;
        this.engine = engine;
        Options given = options.connection();
        this.plain =
                new Options(
                        given.role(), given.limits(), given.connectProtocol(), given.push(), false);
        this.secure =
                new Options(
                        given.role(), given.limits(), given.connectProtocol(), given.push(), true);
        this.loops = new Loops("stillframe-server", options.loops());
        try {
            for (Listener listener : options.listeners()) {
                acceptors.add(
                        new Acceptor(
                                loops.next(),
                                listener.address(),
                                options.backlog(),
                                new Door(listener)));
            }
        } catch (IOException | RuntimeException e) {
            closeAcceptors();
            loops.close();
            throw e;
        }
        acceptors.forEach(Acceptor::open);
    }

    ServerOptions options() {
        return options;
    }

    // ---- who comes in

    /** Lets in as many at a time as may say what they speak. */
    private final class Door implements Acceptor.Door {
        private final Listener listener;

        Door(Listener listener) {
            this.listener = listener;
        }

        @Override
        public boolean enter() {
            int most = options.maxHandshakes();
            int now = counters.opening.get();
            while (now < most) {
                if (counters.opening.compareAndSet(now, now + 1)) {
                    return true;
                }
                now = counters.opening.get();
            }
            return false;
        }

        @Override
        public void leave() {
            left();
        }

        @Override
        public void accepted(SocketChannel socket) {
            StandaloneServer.this.accepted(listener, socket);
        }
    }

    /** There is a place at the door again. */
    private void left() {
        if (counters.opening.getAndDecrement() == options.maxHandshakes()) {
            acceptors.forEach(Acceptor::resume);
        }
    }

    private void accepted(Listener listener, SocketChannel socket) {
        counters.accepted.increment();
        // Counted before the look at whether we stop, and there it is the other way round: so
        // nobody comes in behind the one who closes the door.
        int now = counters.open.incrementAndGet();
        if (stopping || now > options.maxConnections()) {
            counters.refused.increment();
            turnAway(socket);
            return;
        }
        Opening opening = new Opening(this, listener.tls() != null);
        SocketTransport transport;
        try {
            transport = new SocketTransport(loops.next(), socket, engine(listener), opening);
        } catch (IOException | RuntimeException | Error e) {
            turnAway(socket);
            LOG.log(Level.ERROR, "A connection could not be set up", e);
            return;
        }
        transport.stallTimeout(options.connection().limits().stallTimeout());
        transports.add(transport);
        openings.add(opening);
        opening.transport(transport);
        transport.open();
        if (stopping) {
            opening.hurry();
        }
    }

    private @Nullable SSLEngine engine(Listener listener) throws IOException {
        Tls tls = listener.tls();
        if (tls == null) {
            return null;
        }
        return Engines.server(
                tls, options.otherProtocol() == null ? Engines.H2 : Engines.H2_AND_HTTP_1);
    }

    private void turnAway(SocketChannel socket) {
        left();
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed in any case.
        }
        gone();
    }

    // ---- what its connections tell, each on its loop

    ServerConnection http2(SocketTransport transport, boolean overTls) {
        Handler handler = options.handler();
        return switch (handler) {
            case Handler.Direct direct -> {
                ServerStreams streams = new ServerStreams(direct.handler());
                ServerConnection opened = http2(transport, overTls, streams);
                streams.line(new SocketLine(opened.connection(), transport));
                yield opened;
            }
            case Handler.Folded<?> folded -> http2(transport, overTls, engine.folds(folded.fold()));
            case Handler.Chosen chosen -> {
                ServerStreams streams = new ServerStreams(null);
                ServerConnection opened =
                        http2(
                                transport,
                                overTls,
                                new ChosenStreams(engine, chosen.choice(), streams));
                streams.line(new SocketLine(opened.connection(), transport));
                yield opened;
            }
        };
    }

    private ServerConnection http2(SocketTransport transport, boolean overTls, FoldRunner runner) {
        FoldRunner counting = new Counting(counters, transport.peer(), runner);
        Options common = overTls ? secure : plain;
        double chance = ThreadLocalRandom.current().nextDouble();
        Http2Connection connection =
                engine.open(common.with(common.limits().spread(chance)), transport, counting);
        ServerConnection opened = new ServerConnection(this, transport, connection, counting);
        connections.add(opened);
        if (stopping) {
            opened.drain();
        }
        return opened;
    }

    OtherConnection other(SocketTransport transport) {
        OtherProtocol other = Objects.requireNonNull(options.otherProtocol());
        return new OtherConnection(this, transport, other);
    }

    void handshakeFailed(SocketTransport transport, Throwable cause) {
        counters.handshakeFailures.increment();
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        counters.mistake(transport.peer(), "TLS was not established: " + why);
    }

    /** It is known what is spoken on one connection more, or it is closed. */
    void opened(Opening opening) {
        openings.remove(opening);
        left();
    }

    void closed(ServerConnection connection) {
        connections.remove(connection);
        closed(connection.transport());
    }

    void closed(SocketTransport transport) {
        transports.remove(transport);
        gone();
    }

    private void gone() {
        if (counters.open.decrementAndGet() == 0 && stopping) {
            end();
        }
    }

    // ---- what its owner asks

    @Override
    public List<SocketAddress> addresses() {
        return acceptors.stream().map(Acceptor::address).toList();
    }

    @Override
    public ServerStatistics statistics() {
        return new ServerStatistics(
                counters.accepted.sum(),
                counters.refused.sum(),
                counters.open.get(),
                counters.streams.intValue(),
                counters.requests.sum(),
                counters.faults.sum(),
                counters.handshakeFailures.sum());
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace time is not negative: " + grace);
        }
        stopping = true;
        closeAcceptors();
        openings.forEach(Opening::hurry);
        connections.forEach(ServerConnection::drain);
        Loop loop = loops.next();
        loop.at(Loop.after(grace), this::graceIsOver);
        if (counters.open.get() == 0) {
            end();
        }
        return loops.ended();
    }

    private void graceIsOver() {
        connections.forEach(ServerConnection::stop);
        loops.next()
                .at(
                        Loop.now() + LAST_WORDS,
                        () ->
                                transports.forEach(
                                        transport -> transport.abandon("the server is closed")));
    }

    private void end() {
        if (ending.compareAndSet(false, true)) {
            loops.close();
        }
    }

    private void closeAcceptors() {
        for (Acceptor acceptor : acceptors) {
            try {
                acceptor.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "A listener was not closed", e);
            }
        }
    }

    @Override
    public void close() {
        CompletionStage<Void> ended = shutdown(options.drain());
        if (loops.isCurrent()) {
            return; // a fold's call: the loop could not do what it waits for
        }
        ended.toCompletableFuture().join();
        try {
            loops.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // all is closed; only threads are on their way out
        }
    }
}
