package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server of calls, and a peer that is connected to it. */
final class Served implements AutoCloseable {
    /** The head of a response with messages, where the client has asked for nothing special. */
    static final String HEAD =
            " :status=200 content-type=application/grpc grpc-accept-encoding=gzip";

    /** The head of a response that is nothing else. */
    static final String ALONE = " END_STREAM :status=200 content-type=application/grpc";

    final Book book;
    final Server server;
    final Peer peer;

    private Served(Book book, Handler handler) throws IOException {
        this.book = book;
        server =
                Server.builder()
                        .listen(
                                new Listener(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        null))
                        .drain(Duration.ofMillis(100))
                        .handler(handler)
                        .start();
        peer = Peer.to(server);
    }

    /** The methods of a style. */
    static Served of(Style style) throws IOException {
        return of(style, ServiceOptions.DEFAULT);
    }

    static Served of(Style style, ServiceOptions options) throws IOException {
        Book book = new Book();
        return new Served(book, GrpcEngine.find().handler(style.services(book), options, null));
    }

    static Served of(Services services) throws IOException {
        return of(GrpcEngine.find().handler(services));
    }

    static Served of(Handler handler) throws IOException {
        return new Served(new Book(), handler);
    }

    /** Demands these frames next. */
    void expect(String... lines) throws IOException {
        for (String line : lines) {
            assertEquals(line, peer.line());
        }
    }

    /** Demands that no stream is left. */
    void expectIdle() {
        Book.await("no stream is left", () -> server.statistics().streams() == 0);
        book.expectNoMore();
    }

    @Override
    public void close() throws IOException {
        peer.close();
        server.close();
    }
}
