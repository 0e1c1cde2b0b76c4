package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import dev.stillframe.api.server.ServerStatistics;
import dev.stillframe.h2.runtime.direct.Line;
import dev.stillframe.h2.runtime.direct.ServerStreams;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/** A server on sockets of its own. */
public final class StandaloneServer implements Server {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    private final ServerOptions options;
    private final Http2Engine engine;
    private final Options plain;
    private final Options secure;
    private final Loops loops;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<SocketTransport> transports = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
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
                                socket -> accepted(listener, socket)));
            }
        } catch (IOException e) {
            closeAcceptors();
            loops.close();
            throw e;
        }
        acceptors.forEach(Acceptor::open);
    }

    ServerOptions options() {
        return options;
    }

    private void accepted(Listener listener, SocketChannel socket) {
        counters.accepted.increment();
        if (stopping || counters.open.incrementAndGet() > options.maxConnections()) {
            counters.open.decrementAndGet();
            counters.refused.increment();
            close(socket);
            return;
        }
        boolean overTls = listener.tls() != null;
        Opening opening = new Opening(this, overTls);
        SocketTransport transport;
        try {
            SSLEngine tls =
                    listener.tls() == null
                            ? null
                            : Engines.server(
                                    listener.tls(),
                                    options.otherProtocol() == null
                                            ? Engines.H2
                                            : Engines.H2_AND_HTTP_1);
            transport = new SocketTransport(loops.next(), socket, tls, opening);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "A connection could not be set up", e);
            counters.open.decrementAndGet();
            close(socket);
            return;
        }
        if (counters.opening.incrementAndGet() == options.maxHandshakes()) {
            acceptors.forEach(acceptor -> acceptor.full(true));
        }
        transports.add(transport);
        opening.transport(transport);
        transport.open();
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is closed in any case.
        }
    }

    // ---- what its connections tell, each on its loop

    ServerConnection http2(SocketTransport transport, boolean overTls) {
        Handler handler = options.handler();
        return switch (handler) {
            case Handler.Direct direct -> {
                ServerStreams streams = new ServerStreams(direct.handler());
                ServerConnection opened = http2(transport, overTls, streams);
                streams.line(new Line(opened.connection(), transport));
                yield opened;
            }
            case Handler.Folded<?> folded -> http2(transport, overTls, engine.folds(folded.fold()));
        };
    }

    private ServerConnection http2(SocketTransport transport, boolean overTls, FoldRunner runner) {
        FoldRunner counting = new Counting(counters, transport.peer(), runner);
        Http2Connection connection = engine.open(overTls ? secure : plain, transport, counting);
        ServerConnection opened = new ServerConnection(this, transport, connection, counting);
        connections.add(opened);
        if (stopping) {
            drain(opened);
        }
        return opened;
    }

    OtherConnection other(SocketTransport transport) {
        OtherProtocol other = Objects.requireNonNull(options.otherProtocol());
        return new OtherConnection(this, transport, other);
    }

    void handshakeFailed(SocketTransport transport, Throwable cause) {
        counters.handshakeFailures.increment();
        counters.mistake(transport.peer(), "TLS was not established: " + cause.getMessage());
    }

    /** It is known what is spoken on one connection more. */
    void opened() {
        if (counters.opening.getAndDecrement() == options.maxHandshakes()) {
            acceptors.forEach(acceptor -> acceptor.full(false));
        }
    }

    void left(ServerConnection connection) {
        connections.remove(connection);
    }

    void closed(SocketTransport transport) {
        transports.remove(transport);
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
        stopping = true;
        closeAcceptors();
        connections.forEach(StandaloneServer::drain);
        Loop loop = loops.next();
        loop.at(Loop.now() + grace.toNanos(), this::abandon);
        loop.execute(
                () -> {
                    if (counters.open.get() == 0) {
                        end();
                    }
                });
        return ended.minimalCompletionStage();
    }

    private static void drain(ServerConnection connection) {
        connection
                .connection()
                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "the server shuts down", true));
        connection.transport().leaveTurn(false);
    }

    /** The grace time is over. */
    private void abandon() {
        for (ServerConnection connection : connections) {
            connection
                    .connection()
                    .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "the server is closed", false));
            connection.transport().leaveTurn(false);
        }
        Loop loop = loops.next();
        loop.at(
                Loop.now() + TimeUnit.SECONDS.toNanos(1),
                () -> transports.forEach(transport -> transport.abandon("the server is closed")));
    }

    private void end() {
        if (ended.complete(null)) {
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
        shutdown(options.drain()).toCompletableFuture().join();
    }
}
