package dev.stillframe.examples;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A loop of the caller's own, with no thread of the engine's: it waits for several connections at
 * once, gives each request to one of them by what its {@link Iteration} says, and shuts down the
 * connections when all is answered. An HTTP/2 connection is one value among others in it.
 */
public final class OwnedLoop {
    private final Selector selector;
    private final String authority;
    private final List<OwnedConnection> connections = new ArrayList<>();
    private final ArrayDeque<String> waiting;
    private final Map<String, String> answers = new TreeMap<>();
    private final int asked;

    private OwnedLoop(
            Selector selector, InetSocketAddress server, int connections, List<String> paths)
            throws IOException {
        this.selector = selector;
        this.authority = "localhost:" + server.getPort();
        this.waiting = new ArrayDeque<>(paths);
        this.asked = paths.size();
        for (int i = 0; i < connections; i++) {
            this.connections.add(new OwnedConnection(selector, server, answers::put));
        }
    }

    /** What is there at these paths, by path; over so many connections. */
    static Map<String, String> fetch(InetSocketAddress server, int connections, List<String> paths)
            throws IOException {
        try (Selector selector = Selector.open()) {
            OwnedLoop loop = new OwnedLoop(selector, server, connections, paths);
            try {
                loop.run();
            } finally {
                for (OwnedConnection connection : loop.connections) {
                    connection.close();
                }
            }
            return loop.answers;
        }
    }

    private void run() throws IOException {
        boolean leaving = false;
        while (true) {
            spread();
            if (!leaving && answers.size() == asked) {
                leaving = true;
                for (OwnedConnection connection : connections) {
                    connection.turn(new Command.Shutdown(ErrorCode.NO_ERROR, "all is here", true));
                }
            }
            if (connections.stream().noneMatch(OwnedConnection::isOpen)) {
                break; // or the selector would wait for nobody
            }
            selector.select(millisToSleep());
            selector.selectedKeys().clear();
            for (OwnedConnection connection : connections) {
                connection.turn();
            }
        }
        if (answers.size() < asked) {
            throw new IOException("the connections ended with " + waiting + " unanswered");
        }
    }

    /** Gives what waits to connections with room: the most loaded first, so that others drain. */
    private void spread() throws IOException {
        while (!waiting.isEmpty()) {
            Optional<OwnedConnection> chosen =
                    connections.stream()
                            .filter(it -> it.iteration().availableStreams() > 0)
                            .max(Comparator.comparing(it -> it.iteration().activeStreams()));
            if (chosen.isEmpty()) {
                return;
            }
            String path = waiting.remove();
            chosen.get().request(path, RequestHead.get("http", authority, path));
        }
    }

    /** A connection has timers as well; the loop sleeps no longer than the first of them. */
    private long millisToSleep() {
        long first = Long.MAX_VALUE;
        for (OwnedConnection connection : connections) {
            first = Math.min(first, connection.iteration().wakeAt());
        }
        return first == Long.MAX_VALUE
                ? 0 // as long as it takes
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(first - System.nanoTime()) + 1);
    }

    /** Arguments: the port of a plain HTTP/2 server on this machine, and paths. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress server =
                new InetSocketAddress("localhost", Integer.parseInt(arguments[0]));
        List<String> paths = List.of(arguments).subList(1, arguments.length);
        fetch(server, 2, paths).forEach((path, text) -> System.out.println(path + ": " + text));
    }
}
