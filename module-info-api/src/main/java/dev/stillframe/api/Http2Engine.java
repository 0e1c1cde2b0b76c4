package dev.stillframe.api;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import java.io.IOException;
import java.util.ServiceLoader;

/** An HTTP/2 engine (RFC 9113), found with {@link ServiceLoader}. Engines have no state. */
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
     * Starts a server on sockets of its own.
     *
     * @throws IOException when an address cannot be listened on; nothing is left open then
     */
    Server serve(ServerOptions options) throws IOException;

    /** Opens a client. Connections are made as requests need them. */
    Client client(ClientOptions options);
}
