package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/** A client and a server of ours, back to back, over a network that a list of events drives. */
final class Simulation {
    private final SimulatedEnd client = new SimulatedEnd(Options.of(Role.CLIENT).withPush());
    private final SimulatedEnd server;
    private final int segment;
    private boolean cut;

    private Simulation(int seed, int segment) {
        this.segment = segment;
        Limits few =
                Limits.DEFAULT.toBuilder().maxConcurrentStreams(seed % 5 == 0 ? 4 : 100).build();
        server = new SimulatedEnd(Options.of(Role.SERVER).with(few).withPush());
    }

    /** Runs to the end; throws when a law is broken. Gives both ends for who wants to look. */
    static List<SimulatedEnd> run(int seed, List<Op> ops) {
        return run(seed, ops, Integer.MAX_VALUE);
    }

    /**
     * The same.
     *
     * @param segment the most octets that the network hands over at once: what it carries in one
     *     event comes in pieces of that size
     */
    static List<SimulatedEnd> run(int seed, List<Op> ops, int segment) {
        Simulation world = new Simulation(seed, segment);
        world.client.step();
        world.server.step();
        for (Op op : ops) {
            world.happen(op);
        }
        world.end();
        return List.of(world.client, world.server);
    }

    private SimulatedEnd other(SimulatedEnd end) {
        return end == client ? server : client;
    }

    private void happen(Op op) {
        SimulatedEnd at = op.client() ? client : server;
        int id = pick(at, op.a());
        SimulatedEnd.Exchange exchange = at.exchanges.get(id);
        boolean live = exchange != null && exchange.end == null;
        switch (op.kind()) {
            case HEAD -> {
                if (op.client()) {
                    request(op.b(), op.a() % 9 == 0);
                } else if (live && exchange.length < 0) {
                    respond(id, op.b());
                }
            }
            case SEND -> {
                if (live) {
                    at.send(id, op.b());
                }
            }
            case DELIVER -> deliver(at, op.b());
            case CONSUME -> {
                if (exchange != null) {
                    at.consume(id, op.b());
                }
            }
            case RESET -> {
                if (live) {
                    at.step(new Command.Reset(id, ErrorCode.CANCEL));
                }
            }
            case PUSH -> {
                if (live && !op.client()) {
                    at.step(new Command.Push(op.a(), id, get(0, "GET")));
                } else if (live && (id & 1) == 0 && exchange.finalHeads == 0) {
                    at.step(new Command.Reset(id, ErrorCode.CANCEL));
                }
            }
            case INTERIM -> {
                if (live && !op.client() && exchange.length < 0 && (id & 1) == 1) {
                    at.step(new Command.Respond(id, ResponseHead.of(103, "link", "x"), false));
                }
            }
            case ROOM -> {
                at.room = op.a() % 3 == 0 ? Script.ALWAYS : op.b();
                at.step();
            }
            case ADVANCE -> advance(op.b() * 1000L);
            case PING -> at.ping();
            case CHANGE -> at.step(new Command.Change(limits(op)));
            case WANT -> {
                if (live && !exchange.finished && exchange.length >= 0) {
                    at.step(new Command.Want(id));
                }
            }
            case REPRIORITIZE -> {
                if (live) {
                    Priority priority = Priority.of(op.b() & 7, (op.a() & 1) == 1);
                    at.step(new Command.Reprioritize(id, priority));
                }
            }
            case DRAIN -> at.step(new Command.Shutdown(ErrorCode.NO_ERROR, "drain", true));
            case SHUTDOWN -> at.step(new Command.Shutdown(ErrorCode.NO_ERROR, "now", false));
            case CUT -> {
                cut = true;
                client.step(new Event.TransportFailed("cut"));
                server.step(new Event.TransportFailed("cut"));
            }
        }
    }

    private static Limits limits(Op op) {
        return Limits.DEFAULT.toBuilder()
                .streamWindow(Math.max(256, op.a()))
                .connectionWindow(65_535 + op.b())
                .headerTableSize(op.a() % 5000)
                .maxFrameSize(16_384 + op.b())
                .build();
    }

    private void advance(long nanos) {
        client.now += nanos;
        server.now = client.now;
        client.step();
        server.step();
    }

    /** A stream that has not ended, or one that has, now and then. */
    private static int pick(SimulatedEnd at, int choice) {
        List<Integer> live = new ArrayList<>();
        at.exchanges.forEach(
                (id, exchange) -> {
                    if (exchange.end == null || choice % 7 == 0) {
                        live.add(id);
                    }
                });
        return live.isEmpty() ? 0 : live.get(choice % live.size());
    }

    private static RequestHead get(int length, String method) {
        FieldSection fields = FieldSection.of("x-length", String.valueOf(length), "cookie", "a=b");
        return RequestHead.of(method, "http", "example.org", "/" + length, fields);
    }

    private void request(int length, boolean headOnly) {
        int content = headOnly ? 0 : length;
        RequestHead head = get(content, headOnly ? "HEAD" : content == 0 ? "GET" : "POST");
        client.request(content, new Command.Request(length, head, content == 0));
    }

    private void respond(int id, int length) {
        SimulatedEnd.Exchange exchange = server.exchanges.get(id);
        int content = exchange.headOnly ? 0 : length;
        if ((id & 1) == 0
                && server.state.peerSettings().maxConcurrentStreams()
                        <= ((ConnectionState) server.state).ids().ownActive()) {
            return;
        }
        exchange.length = content;
        exchange.finished = content == 0;
        FieldSection fields =
                FieldSection.of("x-length", String.valueOf(content), "server", "simulated");
        if (content % 2 == 0 && !exchange.headOnly) {
            fields = fields.plus("content-length", String.valueOf(content));
        }
        server.step(new Command.Respond(id, new ResponseHead(200, fields), content == 0));
    }

    private void deliver(SimulatedEnd at, int octets) {
        if (!cut) {
            SimulatedEnd from = other(at);
            int left = Math.max(1, Math.min(octets, from.undelivered()));
            for (; left > segment; left -= segment) {
                at.deliver(from, segment);
            }
            at.deliver(from, left);
        }
    }

    /** Everything that was begun is brought to its end, and then the connection is. */
    private void end() {
        settle();
        if (bothOpen()) {
            quiet();
            client.answeredAllPings();
            server.answeredAllPings();
            server.step(new Command.Shutdown(ErrorCode.NO_ERROR, "done", true));
            settle();
            advance(2_000_000_000L);
            settle();
        }
        for (SimulatedEnd end : List.of(client, server)) {
            assertEquals(Iteration.Phase.CLOSED, end.state.phase(), end.role + " has not closed");
            Invariants.endings(end.effects);
        }
        server.exchanges.keySet().stream()
                .filter(id -> (id & 1) == 1)
                .forEach(id -> assertTrue(client.exchanges.containsKey(id), "never asked: " + id));
    }

    private boolean bothOpen() {
        return client.state.phase() == Iteration.Phase.OPEN
                && server.state.phase() == Iteration.Phase.OPEN;
    }

    private void settle() {
        for (int round = 0; round < 400; round++) {
            int before = client.effects.size() + server.effects.size();
            for (SimulatedEnd end : List.of(client, server)) {
                end.room = Script.ALWAYS;
                end.step();
                for (int id : List.copyOf(end.exchanges.keySet())) {
                    SimulatedEnd.Exchange exchange = end.exchanges.get(id);
                    if (exchange.held > 0) {
                        end.consume(id, exchange.held);
                    }
                    if (end == server && exchange.end == null && exchange.length < 0) {
                        respond(id, id * 100);
                    }
                    end.send(id, 1 << 20);
                }
                deliver(end, 1 << 20);
            }
            if (client.effects.size() + server.effects.size() == before) {
                return;
            }
            advance(1_000_000);
        }
        assertTrue(false, "the two never come to rest");
    }

    /** Nothing is on its way: both ends know the same. */
    private void quiet() {
        for (SimulatedEnd end : List.of(client, server)) {
            end.exchanges.forEach(
                    (id, exchange) -> {
                        assertTrue(exchange.end != null, end.role + " has not ended stream " + id);
                        boolean fine =
                                exchange.end instanceof End.Complete
                                        || exchange.end instanceof End.Reset
                                        || exchange.end instanceof End.Unprocessed;
                        assertTrue(fine, () -> id + ": " + exchange.end);
                    });
            ConnectionState state = (ConnectionState) end.state;
            assertEquals(0, state.activeStreams(), end.role + " counts streams");
            assertEquals(0, state.ledger().held(), end.role + " holds octets");
            assertEquals(
                    other(end).state.sendWindow(),
                    state.receiveWindow(),
                    "the two ends do not agree on what " + end.role + " may be sent");
        }
    }
}
