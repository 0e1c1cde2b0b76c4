package dev.stillframe.api.server;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.tls.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects {@link ServerOptions}; made by {@link Server#builder()}. */
public final class ServerOptionsBuilder {
    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable Handler handler;
    private Options connection = Options.of(Role.SERVER);
    private int loops = Runtime.getRuntime().availableProcessors();
    private int maxConnections = 10_000;
    private int maxHandshakes = 1000;
    private int backlog = 1024;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration drain = Duration.ofSeconds(30);
    private boolean upgrade = true;
    private @Nullable OtherProtocol otherProtocol;

    ServerOptionsBuilder() {}

    /** Adds a listener. */
    public ServerOptionsBuilder listen(Listener listener) {
        listeners.add(listener);
        return this;
    }

    /** Adds a plain listener on all addresses; port 0 for any free one. */
    public ServerOptionsBuilder listen(int port) {
        return listen(Listener.plain(port));
    }

    /** Adds a listener with TLS on all addresses; port 0 for any free one. */
    public ServerOptionsBuilder listen(int port, Tls tls) {
        return listen(Listener.secure(port, tls));
    }

    /** Answers in direct style. */
    public ServerOptionsBuilder handler(DirectHandler direct) {
        handler = new Handler.Direct(direct);
        return this;
    }

    /** Answers in the way of this handler. */
    public ServerOptionsBuilder handler(Handler value) {
        handler = value;
        return this;
    }

    /** Answers with a fold. */
    public ServerOptionsBuilder fold(Fold<?> fold) {
        handler = new Handler.Folded<>(fold);
        return this;
    }

    /** Sets {@link ServerOptions#connection()}. */
    public ServerOptionsBuilder connection(Options value) {
        connection = value;
        return this;
    }

    /** Sets the limits of each connection. */
    public ServerOptionsBuilder limits(Limits value) {
        connection = connection.with(value);
        return this;
    }

    /** Sets {@link ServerOptions#loops()}. */
    public ServerOptionsBuilder loops(int value) {
        loops = value;
        return this;
    }

    /** Sets {@link ServerOptions#maxConnections()}. */
    public ServerOptionsBuilder maxConnections(int value) {
        maxConnections = value;
        return this;
    }

    /** Sets {@link ServerOptions#maxHandshakes()}. */
    public ServerOptionsBuilder maxHandshakes(int value) {
        maxHandshakes = value;
        return this;
    }

    /** Sets {@link ServerOptions#backlog()}. */
    public ServerOptionsBuilder backlog(int value) {
        backlog = value;
        return this;
    }

    /** Sets {@link ServerOptions#handshakeTimeout()}. */
    public ServerOptionsBuilder handshakeTimeout(Duration value) {
        handshakeTimeout = value;
        return this;
    }

    /** Sets {@link ServerOptions#drain()}. */
    public ServerOptionsBuilder drain(Duration value) {
        drain = value;
        return this;
    }

    /** Sets {@link ServerOptions#upgrade()}. */
    public ServerOptionsBuilder upgrade(boolean value) {
        upgrade = value;
        return this;
    }

    /** Sets {@link ServerOptions#otherProtocol()}. */
    public ServerOptionsBuilder otherProtocol(OtherProtocol value) {
        otherProtocol = value;
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when a value is out of its range
     * @throws IllegalStateException when there is no handler
     */
    public ServerOptions build() {
        if (handler == null) {
            throw new IllegalStateException("a server needs a handler");
        }
        return new ServerOptions(
                listeners,
                handler,
                connection,
                loops,
                maxConnections,
                maxHandshakes,
                backlog,
                handshakeTimeout,
                drain,
                upgrade,
                otherProtocol);
    }

    /** Builds the options and starts the server, as {@link Server#start} does. */
    public Server start() throws IOException {
        return Server.start(build());
    }
}
