package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection outside of the pool. */
final class OwnConnection extends Requesting implements ClientConnection, Link.Listener {
    private final Endpoint endpoint;
    private final Link link;
    private final Runnable left;
    private final CompletableFuture<Notice.Closed> closed = new CompletableFuture<>();

    /** On the link's loop. */
    OwnConnection(Http2Engine engine, int maxContent, Endpoint endpoint, Link link, Runnable left) {
        super(engine, maxContent);
        this.endpoint = endpoint;
        this.link = link;
        this.left = left;
    }

    @Override
    void begin(Call call) {
        link.start(call);
    }

    @Override
    public void rejected(Call call, String reason) {
        Failure why = link.how() == null ? Failure.REFUSED : Failure.SHUT_DOWN;
        call.failed(new ClientException(why, endpoint, reason, null));
    }

    @Override
    public boolean ended(Call call, End end) {
        return false;
    }

    @Override
    public void again(Call call) {}

    @Override
    public void abandoned(Call call) {
        // It has a connection from the beginning.
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public Iteration iteration() {
        return link.connection().iteration();
    }

    @Override
    public CompletionStage<Duration> ping() {
        return link.ping();
    }

    @Override
    public void change(Limits limits) {
        link.tell(new Command.Change(limits));
    }

    @Override
    public CompletionStage<Notice.Closed> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public void shutdown() {
        link.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true));
    }

    /** Ends the connection, without waiting for it. */
    void end() {
        link.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", false));
    }

    @Override
    public void close() {
        end();
        closed.join();
    }

    @Override
    public void ready(Link opened) {}

    @Override
    public void changed(Link opened) {}

    @Override
    public void ill(Link opened, String reason) {}

    @Override
    public void draining(Link opened, String reason) {}

    @Override
    public void ended(Link opened, String reason) {}

    @Override
    public void closed(Link opened) {
        Notice.Closed how = opened.how();
        closed.complete(
                how == null
                        ? new Notice.Closed(ErrorCode.NO_ERROR, true, "the connection was lost")
                        : how);
        left.run();
    }
}
