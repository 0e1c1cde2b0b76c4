package dev.stillframe.h2.runtime;

import dev.stillframe.api.Application;
import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.RecordingEngine;
import dev.stillframe.api.Recordings;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.Transport;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.runtime.client.PooledClient;
import dev.stillframe.h2.runtime.server.HostedHandlers;
import dev.stillframe.h2.runtime.server.StandaloneServer;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine as a service. */
public final class Engine implements Http2Engine {
    /** For {@link java.util.ServiceLoader}. */
    public Engine() {}

    @Override
    public Iteration connection(Options options) {
        return ConnectionState.initial(options);
    }

    @Override
    public Http2Connection open(Options options, Transport transport, Application application) {
        RecordingEngine everywhere = Recording.EVERYWHERE;
        return everywhere == null
                ? new Driver(ConnectionState.initial(options), transport, application, null)
                : everywhere.open(options, transport, application);
    }

    @Override
    public <C> FoldRunner folds(Fold<C> fold) {
        return new Folds<>(fold);
    }

    @Override
    public FoldRunner handling(Handler handler, HandlerHost host) {
        return HostedHandlers.of(this, handler, host);
    }

    @Override
    public SharedRunner sharing(Function<RequestHead, @Nullable Handler> choice, HandlerHost host) {
        return HostedHandlers.sharing(this, choice, host);
    }

    @Override
    public Server serve(ServerOptions options) throws IOException {
        return new StandaloneServer(options, this);
    }

    @Override
    public Client client(ClientOptions options) {
        return new PooledClient(options, this);
    }

    @Override
    public RecordingEngine recording(Recordings where) {
        return Recording.into(where);
    }
}
