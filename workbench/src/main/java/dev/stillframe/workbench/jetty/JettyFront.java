package dev.stillframe.workbench.jetty;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.soak.SoakCalls;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** Jetty with one of two HTTP/2 layers; all else is the same. */
public final class JettyFront implements Front {

    /** Jetty with Stillframe. */
    public static final JettyFront STILLFRAME =
            new JettyFront("jetty", "Jetty with Stillframe", () -> new StillframeProtocols(null));

    /** Jetty as it comes. */
    public static final JettyFront NATIVE =
            new JettyFront("jetty-native", "Jetty with its own HTTP/2", Protocols.Native::new);

    /** Jetty with Stillframe, and calls of gRPC in both styles on the same port. */
    public static final JettyFront MIXED =
            new JettyFront(
                    "jetty-mixed",
                    "Jetty with Stillframe and with calls of gRPC",
                    JettyFront::mixed);

    private final String name;
    private final String description;
    private final Supplier<Protocols> protocols;

    private JettyFront(String name, String description, Supplier<Protocols> protocols) {
        this.name = name;
        this.description = description;
        this.protocols = protocols;
    }

    private static Protocols mixed() {
        dev.stillframe.api.server.Handler calls =
                GrpcEngine.find().handler(SoakCalls.services(), ServiceOptions.DEFAULT, null);
        return new StillframeProtocols(head -> isCall(head) ? calls : null);
    }

    private static boolean isCall(RequestHead head) {
        String type = head.fields().value("content-type");
        return type != null && type.startsWith("application/grpc");
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
        return JettyServer.start(protocols.get(), listening, application);
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
