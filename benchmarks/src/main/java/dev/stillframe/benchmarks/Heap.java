package dev.stillframe.benchmarks;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jol.info.GraphLayout;

/**
 * Heap of a connection's state, counted object by object: an idle connection that has served, and a
 * stream that is open. What all connections share is not counted: the figure is what one more
 * costs.
 */
public final class Heap {
    private static final int CONNECTIONS = 50;
    private static final int STREAMS = 100;

    private Heap() {}

    /** Prints the figures beside their budgets. */
    public static void main(String[] arguments) {
        List<Iteration> fresh = connections(0, 0);
        List<Iteration> just = connections(200, 0);
        List<Iteration> served = connections(200, 60);
        List<Iteration> reading = new ArrayList<>();
        List<Iteration> answering = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            reading.add(open(Peer.POST, false));
            answering.add(open(Peer.GET, true));
        }
        System.out.println("Heap in octets, and the design's budget:");
        long idle = print("a connection after its preface", fresh, 0, 1, 2048);
        print("a connection that has just served 200 requests", just, 0, 1, 2048);
        long busy = print("the same after a minute without any", served, 0, 1, 2048);
        print("a stream that is open, its request's content awaited", reading, idle, STREAMS, 512);
        print("a stream whose answer is awaited", answering, idle, STREAMS, 512);
        System.out.println();
        System.out.println("What an idle connection that has served is made of:");
        GraphLayout one = GraphLayout.parseInstance(served.get(0));
        GraphLayout all = GraphLayout.parseInstance(served.toArray());
        Map<String, Long> classes = new TreeMap<>();
        for (Class<?> type : all.getClasses()) {
            long more = all.getClassSizes().count(type) - one.getClassSizes().count(type);
            if (more > 0) {
                classes.put(type.getTypeName(), more / (CONNECTIONS - 1));
            }
        }
        classes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(16)
                .forEach(e -> System.out.printf("  %6d  %s%n", e.getValue(), e.getKey()));
        System.out.println("  " + busy + " in all");
    }

    /** What one more connection takes, less {@code base}, by {@code parts}. */
    private static long print(
            String what, List<Iteration> connections, long base, int parts, int budget) {
        long one = GraphLayout.parseInstance(connections.get(0)).totalSize();
        long all = GraphLayout.parseInstance(connections.toArray()).totalSize();
        long each = (all - one) / (CONNECTIONS - 1) - base;
        System.out.printf("  %6d of %4d  %s%n", each / parts, budget, what);
        return each;
    }

    private static List<Iteration> connections(int requests, int seconds) {
        List<Iteration> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Peer peer = new Peer();
            for (int request = 0; request < requests; request++) {
                Output out = new Output(256);
                int streamId = peer.next();
                peer.request(out, streamId, Peer.GET, true);
                peer.step(new Event.Received(out.cut()));
                List<Event> answer = new ArrayList<>();
                answer.add(peer.clock());
                answer.add(Peer.room());
                Peer.answer(answer, streamId);
                peer.step(answer);
            }
            peer.idle(seconds);
            connections.add(peer.server);
        }
        return connections;
    }

    private static Iteration open(FieldSection request, boolean endStream) {
        Peer peer = new Peer();
        for (int i = 0; i < STREAMS; i++) {
            Output out = new Output(256);
            peer.request(out, peer.next(), request, endStream);
            peer.step(new Event.Received(out.cut()));
        }
        if (peer.server.activeStreams() != STREAMS) {
            throw new IllegalStateException("streams: " + peer.server.activeStreams());
        }
        return peer.server;
    }
}
