package dev.stillframe.workbench;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.netty.NettyFront;
import dev.stillframe.workbench.standalone.StandaloneFront;
import dev.stillframe.workbench.undertow.UndertowFront;
import dev.stillframe.workbench.vertx.Vertx4Front;
import dev.stillframe.workbench.vertx.VertxFront;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The fronts by their names. A new front is one line here. */
public final class Fronts {

    private static final Map<String, Front> ALL = new LinkedHashMap<>();

    /** With calls of gRPC besides, for the soak. */
    private static final List<Front> MIXED = List.of(StandaloneFront.MIXED, JettyFront.MIXED);

    /** With receive windows that never hold anything up, to compare with. */
    private static final List<Front> UNLIMITED =
            List.of(VertxFront.UNLIMITED, Vertx4Front.UNLIMITED);

    static {
        add(StandaloneFront.FOLD);
        add(StandaloneFront.DIRECT);
        add(JettyFront.STILLFRAME);
        add(VertxFront.STILLFRAME);
        add(Vertx4Front.STILLFRAME);
        add(JettyFront.NATIVE);
        add(VertxFront.NATIVE);
        add(Vertx4Front.NATIVE);
        add(new NettyFront());
        add(new UndertowFront());
    }

    private Fronts() {}

    /** The front of that name, if there is one; those for one measurement alone are not listed. */
    public static Optional<Front> named(String name) {
        return Stream.of(ALL.values(), MIXED, UNLIMITED)
                .flatMap(Collection::stream)
                .filter(front -> front.name().equals(name))
                .findFirst();
    }

    /** The same front with calls of gRPC besides, where there is one. */
    static Optional<String> withCalls(String name) {
        return Optional.of(name + "-mixed").filter(mixed -> named(mixed).isPresent());
    }

    /** All names, ours first. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** All fronts, ours first. */
    public static Iterable<Front> all() {
        return ALL.values();
    }

    private static void add(Front front) {
        ALL.put(front.name(), front);
    }
}
