package dev.stillframe.api;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import java.io.IOException;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 engine (RFC 9113), found with {@link ServiceLoader}. Engines have no state, but for
 * those that record.
 *
 * <p>With the system property {@code dev.stillframe.record}, read once, every engine records every
 * connection that it opens into the directory of that name, as {@link #recording} does. Without it
 * nothing is recorded.
 */
public interface Http2Engine {
    /**
     * The engine on the module path or the class path.
     *
     * @throws IllegalStateException when there is none
     */
    static Http2Engine find() {
        return ServiceLoader.load(Http2Engine.class, Http2Engine.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "No Http2Engine was found: put dev.stillframe:stillframe-h2 on the module path or class path"));
    }

    /** A connection before its first step, which sends the preface. */
    Iteration connection(Options options);

    /** A connection driven by its host. */
    Http2Connection open(Options options, Transport transport, Application application);

    /** An application that runs this fold for each stream of one connection. */
    <C> FoldRunner folds(Fold<C> fold);

    /**
     * An application that has the requests of one connection answered by this handler, as a {@link
     * Server} would.
     */
    FoldRunner handling(Handler handler, HandlerHost host);

    /**
     * The same for a host that answers other requests of the connection itself. The tokens of its
     * own commands are not negative.
     *
     * @param choice as that of {@link Handler.Chosen}; null for a request that is the host's
     */
    SharedRunner sharing(Function<RequestHead, @Nullable Handler> choice, HandlerHost host);

    /**
     * Starts a server on sockets of its own.
     *
     * @throws IOException when an address cannot be listened on; nothing is left open then
     */
    Server serve(ServerOptions options) throws IOException;

    /** Opens a client. Connections are made as requests need them. */
    Client client(ClientOptions options);

    /**
     * An engine like this one that records each connection it opens.
     *
     * @throws java.io.UncheckedIOException when the directory is missing and cannot be made, or
     *     cannot be written to
     */
    RecordingEngine recording(Recordings where);
}
