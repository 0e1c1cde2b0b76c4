package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.Services;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.vertx.Vertx4Front;
import dev.stillframe.workbench.vertx.VertxFront;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fronts that serve calls, by their names. A new one is one line here. */
public final class GrpcFronts {
    private static final Map<String, Front> ALL = new LinkedHashMap<>();

    static {
        ours("grpc-standalone", "Stillframe alone, machines on the loop", machines());
        ours("grpc-standalone-direct", "Stillframe alone, in direct style", direct());
        hosted("grpc-jetty", "Jetty with Stillframe, machines on the loop", machines());
        hosted("grpc-jetty-direct", "Jetty with Stillframe, in direct style", direct());
        add(
                "grpc-vertx-hosted",
                "Vert.x with Stillframe, machines on the loop",
                false,
                listening -> VertxCalls.hosted(listening));
        add(
                "grpc-vertx-unchanged",
                "vertx-grpc on Vert.x with Stillframe, its handlers on the loop",
                false,
                listening -> VertxCalls.start(listening, VertxFront.STILLFRAME));
        add(
                "grpc-vertx4-hosted",
                "Vert.x 4.5 with Stillframe, machines on the loop",
                false,
                listening -> Vertx4Front.start(listening, true, "hosted"));
        add(
                "grpc-vertx4-unchanged",
                "vertx-grpc on Vert.x 4.5 with Stillframe, its handlers on the loop",
                false,
                listening -> Vertx4Front.start(listening, true, "calls"));
        peer(
                "grpc-java",
                "grpc-java on Netty as it comes",
                listening -> GrpcJavaCalls.start(listening, false));
        peer(
                "grpc-java-direct",
                "grpc-java on Netty, its handlers on the loop (directExecutor)",
                listening -> GrpcJavaCalls.start(listening, true));
        peer(
                "grpc-vertx",
                "vertx-grpc on Vert.x, its handlers on the loop",
                listening -> VertxCalls.start(listening, VertxFront.NATIVE));
        peer(
                "grpc-vertx4",
                "vertx-grpc on Vert.x 4.5, its handlers on the loop",
                listening -> Vertx4Front.start(listening, false, "calls"));
    }

    private GrpcFronts() {}

    private record Calls(String name, String description, boolean isPeer, Start begin)
            implements Front {
        @Override
        public boolean hasTls() {
            return false;
        }

        @Override
        public Serving start(Listening listening) throws Exception {
            return begin.with(listening);
        }
    }

    private interface Start {
        Serving with(Listening listening) throws Exception;
    }

    /** The front of that name, if there is one. */
    public static Optional<Front> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** All names, ours first. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    private static Services direct() {
        return EchoRpc.services(new EchoDirect());
    }

    private static Services machines() {
        return EchoRpc.services(new EchoMachines());
    }

    private static void ours(String name, String description, Services services) {
        add(name, description, false, listening -> StandaloneCalls.start(listening, services));
    }

    private static void hosted(String name, String description, Services services) {
        add(name, description, false, listening -> JettyCalls.start(listening, services));
    }

    private static void peer(String name, String description, Start start) {
        add(name, description, true, start);
    }

    private static void add(String name, String description, boolean peer, Start start) {
        ALL.put(name, new Calls(name, description, peer, start));
    }
}
