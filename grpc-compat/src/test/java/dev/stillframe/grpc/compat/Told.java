package dev.stillframe.grpc.compat;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a client's call is told. */
class Told extends ClientCall.Listener<String> {
    final CompletableFuture<Metadata> headers = new CompletableFuture<>();
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Closed> closed = new CompletableFuture<>();

    record Closed(Status status, Metadata trailers) {}

    @Override
    public void onHeaders(Metadata given) {
        headers.complete(given);
    }

    @Override
    public void onMessage(String message) {
        messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        closed.complete(new Closed(status, trailers));
    }

    String next() throws Exception {
        @Nullable String message = messages.poll(30, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message has come");
        }
        return message;
    }

    Closed closed() throws Exception {
        return closed.get(30, TimeUnit.SECONDS);
    }

    Status status() throws Exception {
        return closed().status();
    }
}
