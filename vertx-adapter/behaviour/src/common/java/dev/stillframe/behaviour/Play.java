package dev.stillframe.behaviour;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: what it serves, who talks to it, and what is seen. */
final class Play implements AutoCloseable {
    /** How long something that must happen may take. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static final String PEER = "client";
    static final String APP = "server";

    /** Closes something; whether that fails is nobody's concern. */
    interface Closing {
        void close() throws Exception;
    }

    private final Stack stack;
    private final Vertx shared;
    private final Path folder;
    private final Notes notes = new Notes();
    private final Map<String, CompletableFuture<Supplier<CompletableFuture<Void>>>> planned =
            new ConcurrentHashMap<>();
    private final Deque<Closing> closings = new ArrayDeque<>();
    private int port;

    Play(Stack stack, Vertx shared, Path folder) {
        this.stack = stack;
        this.shared = shared;
        this.folder = folder;
    }

    Stack stack() {
        return stack;
    }

    /** The Vert.x of all scenarios that need nothing special. */
    Vertx vertx() {
        return shared;
    }

    /** A folder of this run's own. */
    Path folder() {
        return folder;
    }

    /** What the application sees; from one thread at a time, or in any order. */
    void note(String text) {
        notes.add(APP, text);
    }

    /** What one part of the application sees, in its order. */
    void note(String voice, String text) {
        notes.add(voice, text);
    }

    /** What this voice says depends on when it is asked. */
    void ignoring(String voice) {
        notes.ignore(voice);
    }

    /** What the client sees. */
    void see(Object seen) {
        notes.add(PEER, String.valueOf(seen));
    }

    /** Everything that came on a stream. */
    void see(Answer answer) {
        answer.shown().forEach(line -> notes.add(PEER, line));
    }

    /** Waits until the application has noted something that contains this. */
    void awaits(String text) throws InterruptedException {
        notes.await(APP, text);
    }

    void awaits(String voice, String text) throws InterruptedException {
        notes.await(voice, text);
    }

    void awaits(String voice, String text, int times) throws InterruptedException {
        notes.await(voice, text, times);
    }

    /** The scenario has been told: what is seen from now on does not count. */
    void finish() {
        notes.finish();
    }

    List<String> lines() {
        return notes.lines();
    }

    /** Notes how a future ends. */
    <T> void ends(String what, Future<T> future) {
        future.onComplete(
                done ->
                        note(
                                what
                                        + (done.succeeded()
                                                ? " succeeded"
                                                : " failed: " + told(done.cause()))));
    }

    /** A failure in words that do not depend on where it was raised. */
    static String told(@Nullable Throwable failure) {
        if (failure == null) {
            return "nothing";
        }
        // What the JVM says of null depends on how a class was compiled.
        boolean said = failure.getMessage() != null && !(failure instanceof NullPointerException);
        return failure.getClass().getSimpleName() + (said ? " '" + failure.getMessage() + "'" : "");
    }

    /** To be closed when the run is over, the last first. */
    void closing(Closing closing) {
        closings.push(closing);
    }

    /**
     * Said on a thread of Vert.x': what shall be done there, on its context, when it is asked for.
     */
    void later(String what, Runnable done) {
        Context context = shared.getOrCreateContext();
        planned.computeIfAbsent(what, ignored -> new CompletableFuture<>())
                .complete(
                        () -> {
                            CompletableFuture<Void> over = new CompletableFuture<>();
                            context.runOnContext(
                                    ignored -> {
                                        try {
                                            done.run();
                                        } finally {
                                            over.complete(null);
                                        }
                                    });
                            return over;
                        });
    }

    /** Has that done, and waits until it is. */
    void now(String what) throws Exception {
        planned.computeIfAbsent(what, ignored -> new CompletableFuture<>())
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .get()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    HttpServer server(HttpServerOptions options) {
        return server(shared, options);
    }

    HttpServer server(Vertx vertx, HttpServerOptions options) {
        HttpServer server = stack.server(vertx, options);
        closing(() -> await(server.close()));
        return server;
    }

    /** Serves on a free port that {@link #peer} connects to. */
    HttpServer serve(HttpServerOptions options, Handler<HttpServerRequest> application) {
        return listen(server(options).requestHandler(application));
    }

    HttpServer serve(Handler<HttpServerRequest> application) {
        return serve(new HttpServerOptions(), application);
    }

    /** On a port that nobody else takes once it is free again. */
    HttpServer serveAlone(Handler<HttpServerRequest> application) {
        HttpServer server = server(new HttpServerOptions()).requestHandler(application);
        await(server.listen(Ports.free(), "127.0.0.1"));
        port = server.actualPort();
        return server;
    }

    HttpServer listen(HttpServer server) {
        await(server.listen(0, "127.0.0.1"));
        port = server.actualPort();
        return server;
    }

    int port() {
        return port;
    }

    void port(int used) {
        port = used;
    }

    /** Connected to what listens last, with these settings sent: identifier and value in turn. */
    Peer peer(int... settings) throws IOException {
        return mine(Peer.plain(port, settings));
    }

    Wire wire() throws IOException {
        Wire wire = Wire.plain(port);
        closing(wire::close);
        return wire;
    }

    Peer mine(Peer peer) {
        closing(peer::close);
        return peer;
    }

    <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        while (!closings.isEmpty()) {
            try {
                closings.pop().close();
            } catch (Exception gone) {
                // It is closed in any case.
            }
        }
    }
}
