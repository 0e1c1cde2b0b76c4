package dev.stillframe.workbench.standalone;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.soak.SoakCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Stillframe alone, with one of two styles of handler. */
public final class StandaloneFront implements Front {
    /** With a fold. */
    public static final StandaloneFront FOLD =
            new StandaloneFront(
                    "standalone",
                    "Stillframe alone, with a fold on the loop",
                    builder -> builder.fold(new ReferenceFold()));

    /** In direct style. */
    public static final StandaloneFront DIRECT =
            new StandaloneFront(
                    "standalone-direct",
                    "Stillframe alone, in direct style on virtual threads",
                    builder -> builder.handler(new ReferenceDirect()));

    /** With a fold, and calls of gRPC in both styles on the same port. */
    public static final StandaloneFront MIXED =
            new StandaloneFront(
                    "standalone-mixed",
                    "Stillframe alone, with a fold and with calls of gRPC",
                    builder ->
                            builder.handler(
                                    GrpcEngine.find()
                                            .handler(
                                                    SoakCalls.services(),
                                                    ServiceOptions.DEFAULT,
                                                    new Handler.Folded<>(new ReferenceFold()))));

    /** Room for the largest fields that clients of the tests send. */
    private static final Limits LIMITS =
            Limits.DEFAULT.toBuilder().maxHeaderListSize(Tuning.REQUEST_FIELDS).build();

    private final String name;
    private final String description;
    private final Consumer<ServerOptionsBuilder> handler;

    private StandaloneFront(
            String name, String description, Consumer<ServerOptionsBuilder> handler) {
        this.name = name;
        this.description = description;
        this.handler = handler;
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
    public Serving start(Listening listening) throws IOException {
        ServerOptionsBuilder builder =
                Server.builder()
                        .connection(Options.of(Role.SERVER).withPush().with(LIMITS))
                        .listen(listening.port());
        handler.accept(builder);
        Listening.Tls tls = listening.tls();
        if (tls != null) {
            builder.listen(tls.port(), Tls.of(tls.identity().serving()));
        }
        Server server = builder.start();
        return new Running(server, port(server, 0), tls == null ? NO_TLS : port(server, 1));
    }

    private static final int NO_TLS = Serving.NO_PORT;

    private static int port(Server server, int index) {
        return ((InetSocketAddress) server.addresses().get(index)).getPort();
    }

    private record Running(Server server, int port, int tlsPort) implements Serving {
        @Override
        public void close() {
            server.close();
        }
    }
}
