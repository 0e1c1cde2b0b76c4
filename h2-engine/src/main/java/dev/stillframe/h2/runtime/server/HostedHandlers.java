package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.h2.runtime.direct.HostedLine;
import dev.stillframe.h2.runtime.direct.ServerStreams;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Handlers of a connection that its host drives. */
public final class HostedHandlers {
    private HostedHandlers() {}

    /** What runs the handler. */
    public static FoldRunner of(Http2Engine engine, Handler handler, HandlerHost host) {
        return switch (handler) {
            case Handler.Direct direct -> hosted(new ServerStreams(direct.handler()), host);
            case Handler.Folded<?> folded -> engine.folds(folded.fold());
            case Handler.Chosen chosen -> new ChosenStreams(engine, chosen.choice(), any(host));
        };
    }

    /** What runs those that are chosen, for a host that answers the others. */
    public static SharedRunner sharing(
            Http2Engine engine, Function<RequestHead, @Nullable Handler> choice, HandlerHost host) {
        return new SharedStreams(engine, choice, any(host));
    }

    private static ServerStreams any(HandlerHost host) {
        return hosted(new ServerStreams(null), host);
    }

    private static ServerStreams hosted(ServerStreams streams, HandlerHost host) {
        streams.line(new HostedLine(host));
        return streams;
    }
}
