package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import java.io.IOException;

/**
 * A server of calls, and a peer that is connected to it. When it is closed, each call of the styles
 * must have ended, once.
 */
final class Served implements AutoCloseable {
    /** The head of a response with messages, where the client has asked for nothing special. */
    static final String HEAD =
            " :status=200 content-type=application/grpc grpc-accept-encoding=gzip";

    /** The head of a response that is nothing else. */
    static final String ALONE = " END_STREAM :status=200 content-type=application/grpc";

    final Book book;
    final Front.Running server;
    final Peer peer;

    private Served(Front front, Book book, Handler handler) throws IOException {
        this.book = book;
        server = front.start(handler);
        peer = Peer.to(server.port());
    }

    /** The methods of a style. */
    static Served of(Style style) throws IOException {
        return of(Front.STANDALONE, style, ServiceOptions.DEFAULT);
    }

    static Served of(Style style, ServiceOptions options) throws IOException {
        return of(Front.STANDALONE, style, options);
    }

    static Served of(Front front, Style style, ServiceOptions options) throws IOException {
        Book book = new Book();
        return new Served(
                front, book, GrpcEngine.find().handler(style.services(book), options, null));
    }

    static Served of(Services services) throws IOException {
        return of(GrpcEngine.find().handler(services));
    }

    static Served of(Handler handler) throws IOException {
        return of(Front.STANDALONE, handler);
    }

    static Served of(Front front, Handler handler) throws IOException {
        return new Served(front, new Book(), handler);
    }

    /** Demands these frames next. */
    void expect(String... lines) throws IOException {
        for (String line : lines) {
            assertEquals(line, peer.line());
        }
    }

    /** Demands that no stream is left. */
    void expectIdle() {
        Book.await("no stream is left", () -> server.streams() == 0);
        book.expectNoMore();
    }

    @Override
    public void close() throws IOException {
        peer.close();
        try {
            book.expectAllEnded();
            Book.await("no connection is left", () -> server.connections() == 0);
        } finally {
            server.close();
        }
        book.expectAllEnded();
    }
}
