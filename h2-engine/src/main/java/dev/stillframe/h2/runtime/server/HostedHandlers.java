package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.server.Handler;
import dev.stillframe.h2.runtime.direct.HostedLine;
import dev.stillframe.h2.runtime.direct.ServerStreams;

/** Handlers of a connection that its host drives. */
public final class HostedHandlers {
    private HostedHandlers() {}

    /** What runs the handler. */
    public static FoldRunner of(Http2Engine engine, Handler handler, HandlerHost host) {
        return switch (handler) {
            case Handler.Direct direct -> hosted(new ServerStreams(direct.handler()), host);
            case Handler.Folded<?> folded -> engine.folds(folded.fold());
            case Handler.Chosen chosen ->
                    new ChosenStreams(
                            engine, chosen.choice(), hosted(new ServerStreams(null), host));
        };
    }

    private static ServerStreams hosted(ServerStreams streams, HandlerHost host) {
        streams.line(new HostedLine(host));
        return streams;
    }
}
