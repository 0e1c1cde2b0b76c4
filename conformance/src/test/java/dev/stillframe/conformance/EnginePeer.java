package dev.stillframe.conformance;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.Transport;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.h2.octets.Output;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The engine on a blocking socket, at either end, with what a {@link Mutant} makes of it. */
final class EnginePeer implements Transport, Application, Http2Connection.Sent {
    private static final int PLENTY = 100_000;

    private final Socket socket;
    private final Mutant mutant;
    private final Http2Connection connection;
    private final Set<Integer> tunnels = new HashSet<>();
    private @Nullable Command again;

    private EnginePeer(Socket socket, Role role, boolean push, Mutant mutant) {
        this.socket = socket;
        this.mutant = mutant;
        Options options = push ? Options.of(role).withPush() : Options.of(role);
        connection = Http2Engine.find().open(options, this, this);
    }

    /**
     * A client that asks twice at once, and again when it is answered; or sends content, or
     * CONNECT. It stays until it is told to end.
     */
    static void ask(Socket socket, String authority, boolean push, Mutant mutant)
            throws IOException {
        EnginePeer peer = new EnginePeer(socket, Role.CLIENT, push, mutant);
        peer.begin(authority);
        peer.connection.turn();
        peer.run();
    }

    private void begin(String authority) {
        FieldSection none = FieldSection.EMPTY;
        switch (mutant.asked()) {
            case GET -> {
                RequestHead head = RequestHead.get("http", authority, "/");
                connection.tell(new Command.Request(1, head, true));
                connection.tell(new Command.Request(2, head, true));
                again = new Command.Request(3, head, true);
            }
            case CONTENT -> {
                RequestHead head = RequestHead.of("POST", "http", authority, "/", none);
                connection.tell(new Command.Request(1, head, false));
            }
            case TUNNEL -> {
                RequestHead head =
                        new RequestHead("CONNECT", null, "localhost:80", null, null, none);
                connection.tell(new Command.Request(1, head, false));
            }
        }
    }

    /** A server that answers each request once it is here as a whole. */
    static void serve(Socket socket, Mutant mutant) throws IOException {
        EnginePeer peer = new EnginePeer(socket, Role.SERVER, false, mutant);
        peer.connection.turn();
        peer.run();
    }

    private void run() throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[32_768];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                connection.received(ByteBuffer.wrap(buffer.clone(), 0, read));
                connection.turn();
            }
            connection.inputClosed();
            connection.turn();
        }
    }

    @Override
    public void on(Notice notice) {
        switch (notice) {
            case Notice.Started started -> {
                if (mutant.asked() == Asked.CONTENT) {
                    connection.send(started.streamId(), ByteBuffer.allocate(PLENTY), true, this);
                }
            }
            case Notice.Request request -> {
                if (request.head().isConnect()) {
                    tunnels.add(request.streamId());
                    ResponseHead head = new ResponseHead(200, FieldSection.EMPTY);
                    connection.tell(new Command.Respond(request.streamId(), head, false));
                } else if (request.endStream()) {
                    answer(request.streamId());
                }
            }
            case Notice.Data data -> {
                connection.consumed(data.streamId(), data.octets().length());
                if (data.endStream()) {
                    answer(data.streamId());
                }
            }
            case Notice.Trailers trailers -> answer(trailers.streamId());
            case Notice.Ended ignored -> {
                Command next = again;
                if (next != null) {
                    again = null;
                    connection.tell(next);
                }
            }
            default -> {}
        }
    }

    private void answer(int streamId) {
        if (tunnels.contains(streamId)) {
            connection.send(streamId, ByteBuffer.allocate(0), true, this);
        } else if (mutant.role() == Role.SERVER) {
            ResponseHead head = new ResponseHead(200, FieldSection.of("x-served-by", "the engine"));
            connection.tell(new Command.Respond(streamId, head, false));
            connection.send(streamId, ByteBuffer.allocate(PLENTY), true, this);
        }
    }

    @Override
    public void succeeded() {}

    @Override
    public void failed(String reason) {}

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public ByteBuffer acquire(int size) {
        return ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {}

    @Override
    public void write(List<ByteBuffer> octets) {
        Output out = new Output(1024);
        octets.forEach(buffer -> out.put(Octets.wrap(buffer)));
        @Nullable IOException failure = null;
        try {
            boolean goesOn = mutant.write(out.cut(), socket.getOutputStream());
            if (!goesOn) {
                socket.close();
            }
        } catch (IOException gone) {
            failure = gone;
        }
        if (failure == null) {
            connection.written();
        } else {
            connection.writeFailed(failure);
        }
    }

    @Override
    public void wakeAt(long nanos) {}

    @Override
    public void close() {
        if (mutant.closes()) {
            try {
                socket.shutdownOutput();
            } catch (IOException gone) {
                // It is closed in any case.
            }
        }
    }
}
