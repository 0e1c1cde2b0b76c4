package dev.stillframe.workbench.jetty;

import dev.stillframe.api.message.RequestHead;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** Jetty with one of two HTTP/2 layers; all else is the same. */
public final class JettyFront implements Front {

    /** Jetty with Stillframe. */
    public static final JettyFront STILLFRAME =
            new JettyFront("jetty", "Jetty with Stillframe", new StillframeProtocols(null));

    /** Jetty as it comes. */
    public static final JettyFront NATIVE =
            new JettyFront("jetty-native", "Jetty with its own HTTP/2", new Protocols.Native());

    private final String name;
    private final String description;
    private final Protocols protocols;

    private JettyFront(String name, String description, Protocols protocols) {
        this.name = name;
        this.description = description;
        this.protocols = protocols;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isPeer() {
        return this == NATIVE;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return start(listening, new ReferenceHandler());
    }

    /** Serves another application than the reference. */
    public Serving start(Listening listening, Handler application) throws Exception {
        return JettyServer.start(protocols, listening, application);
    }

    /**
     * Jetty with Stillframe, another application than the reference, and some requests that are not
     * Jetty's.
     *
     * @param others who answers a request; null for the application
     */
    public static Serving start(
            Listening listening,
            Handler application,
            Function<RequestHead, dev.stillframe.api.server.@Nullable Handler> others)
            throws Exception {
        return JettyServer.start(new StillframeProtocols(others), listening, application);
    }
}
