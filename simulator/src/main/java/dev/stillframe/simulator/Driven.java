package dev.stillframe.simulator;

import dev.stillframe.api.Application;
import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The runtime's driver between a simulated transport and an application. */
final class Driven extends Host {
    private static final Http2Engine ENGINE = Http2Engine.find();

    private final Wire wire;
    private final Http2Connection connection;
    private final @Nullable FoldRunner folds;
    private int sent;
    private int settled;
    private boolean gone;

    Driven(Link link, Side side, Pipe in, Pipe out, App app) {
        super(link, side, in, out, app);
        wire = new Wire(this);
        app.attach(this);
        Folder folder = app.folder();
        folds = folder == null ? null : ENGINE.folds(folder.fold());
        Application application =
                notice -> {
                    if (folds != null) {
                        folds.on(notice);
                    }
                    told(notice);
                };
        connection = ENGINE.open(options, wire, application);
        wire.connect(connection);
    }

    @Override
    Iteration iteration() {
        return connection.iteration();
    }

    @Override
    boolean isCongested() {
        return connection.isCongested();
    }

    @Override
    void upgraded(Octets settings, RequestHead request) {
        connection.upgraded(settings, request);
        wake();
    }

    @Override
    void tell(Command command) {
        connection.tell(command);
        wake();
    }

    @Override
    void send(int streamId, Octets payload, boolean endStream) {
        sent++;
        // A buffer of its own, to see that it comes back once and is not read afterwards.
        byte[] octets = payload.toArray();
        connection.send(
                streamId,
                ByteBuffer.wrap(octets),
                endStream,
                new Http2Connection.Sent() {
                    private boolean told;

                    @Override
                    public void succeeded() {
                        settle();
                    }

                    @Override
                    public void failed(String reason) {
                        settle();
                    }

                    private void settle() {
                        LawBroken.unless(
                                !told, () -> Driven.this + ": a payload's end is told twice (L6)");
                        told = true;
                        settled++;
                        overwrite(octets);
                    }
                });
        wake();
    }

    @Override
    void consumed(int streamId, int octets) {
        connection.consumed(streamId, octets);
        wake();
    }

    @Override
    void released(int streamId) {
        connection.released(streamId);
        wake();
    }

    @Override
    void turn() {
        byte[] read = read();
        if (read.length > 0) {
            connection.received(ByteBuffer.wrap(read));
        }
        fold();
        overwrite(read);
        if (readEnd()) {
            connection.inputClosed();
        }
        wire.writeOn();
        connection.turn();
        while (fold()) {
            connection.turn();
        }
        laws.check(connection.iteration());
    }

    private boolean fold() {
        return folds != null && folds.run(connection);
    }

    @Override
    void broken(String reason) {
        if (!gone) {
            gone = true;
            connection.failed(new IOException(reason));
            wire.broken(weather.oneIn(2));
            wake();
        }
    }

    @Override
    void fail(Happening.Failure how) {
        switch (how) {
            case WRITE -> wire.failNext(false);
            case THROWS -> wire.failNext(true);
            case GONE -> {
                broken("gone");
                link.cut();
            }
            case GONE_WRITTEN -> {
                if (!gone) {
                    gone = true;
                    connection.failed(new IOException("gone"));
                    wire.broken(true);
                }
                link.cut();
            }
        }
        wake();
    }

    /** The transport of its own accord is no more. */
    void lost() {
        gone = true;
        link.cut();
    }

    @Override
    void over() {
        LawBroken.unless(
                sent == settled,
                () -> this + ": of " + sent + " payloads " + settled + " were settled (L6)");
        wire.over();
    }
}
