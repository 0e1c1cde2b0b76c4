package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One end of a simulated connection and its application. Content is a pattern of stream, end and
 * place, so that the other end can check every octet; the field {@code x-length} says how much
 * comes.
 */
final class SimulatedEnd {
    /** A state, what happened to it, and what came of that. */
    record Step(Iteration from, List<Event> events, Transition to) {}

    /** A stream as its application sees it. */
    static final class Exchange {
        /** Octets to be sent, as said in the head; -1 before the head. */
        int length = -1;

        int offered;
        int taken;
        boolean finished;

        /** Octets to come, as the peer's head says; -1 before it. */
        int expected = -1;

        int received;
        int held;
        boolean inputEnded;
        boolean headOnly;
        int finalHeads;
        End end;
    }

    final Role role;
    Iteration state;
    final TreeMap<Integer, Exchange> exchanges = new TreeMap<>();
    final List<Effect> effects = new ArrayList<>();

    /** What this end has written and the network has not delivered. */
    final Output written = new Output(4096);

    int delivered;
    boolean closed;
    int room = Script.ALWAYS;

    /** Every step that was taken. */
    final List<Step> steps = new ArrayList<>();

    private int nextLength;
    private int pongs;
    int pings;
    long now;

    SimulatedEnd(Options options) {
        role = options.role();
        state = ConnectionState.initial(options);
    }

    void step(Event... events) {
        List<Event> batch = new ArrayList<>();
        batch.add(new Event.Clock(now));
        batch.add(new Event.Room(room));
        batch.addAll(List.of(events));
        Transition transition = state.step(batch);
        steps.add(new Step(state, List.copyOf(batch), transition));
        state = transition.next();
        for (Effect effect : transition.effects()) {
            effects.add(effect);
            switch (effect) {
                case Effect.Send send -> written.put(send.octets());
                case Effect.Take take -> take(take);
                case Effect.Drop ignored -> {}
                case Effect.WakeAt ignored -> {}
                case Effect.Close ignored -> closed = true;
                case Notice notice -> told(notice);
            }
        }
        Invariants.check(state);
    }

    private void take(Effect.Take take) {
        Exchange exchange = exchanges.get(take.streamId());
        assertTrue(exchange.taken + take.octets() <= exchange.offered, "took too much: " + take);
        for (int i = 0; i < take.octets(); i++) {
            written.u8(pattern(take.streamId(), role, exchange.taken++));
        }
        room = room == Script.ALWAYS ? room : room - take.octets();
        assertTrue(room >= 0, "took more than the transport has room for");
    }

    private static int pattern(int streamId, Role from, int at) {
        return streamId * 31 + from.ordinal() * 17 + at * 7 + (at >> 8) & 0xff;
    }

    private void told(Notice notice) {
        switch (notice) {
            case Notice.Request request -> {
                Exchange exchange = new Exchange();
                exchanges.put(request.streamId(), exchange);
                exchange.headOnly = request.head().method().equals("HEAD");
                head(exchange, request.head().fields(), request.endStream());
            }
            case Notice.Started started -> {
                Exchange exchange = new Exchange();
                exchanges.put(started.streamId(), exchange);
                if (role == Role.CLIENT) {
                    exchange.length = nextLength;
                    exchange.finished = nextLength == 0;
                } else {
                    exchange.inputEnded = true;
                }
            }
            case Notice.Promise promise -> {
                Exchange exchange = new Exchange();
                exchange.length = 0;
                exchange.finished = true;
                exchanges.put(promise.promisedId(), exchange);
            }
            case Notice.Response response -> {
                if (!response.head().isInterim()) {
                    Exchange exchange = exchanges.get(response.streamId());
                    assertEquals(0, exchange.finalHeads++, "two final heads");
                    head(exchange, response.head().fields(), response.endStream());
                }
            }
            case Notice.Data data -> {
                Exchange exchange = exchanges.get(data.streamId());
                Role from = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
                for (int i = 0; i < data.octets().length(); i++) {
                    int at = exchange.received++;
                    if (data.octets().at(i) != pattern(data.streamId(), from, at)) {
                        fail("stream " + data.streamId() + " is not what was sent at " + at);
                    }
                }
                exchange.held += data.octets().length();
                if (data.endStream()) {
                    inputEnded(exchange);
                }
            }
            case Notice.Trailers trailers -> {
                Exchange exchange = exchanges.get(trailers.streamId());
                assertEquals(String.valueOf(exchange.received), trailers.fields().value("x-sum"));
                inputEnded(exchange);
            }
            case Notice.Ended ended -> {
                Exchange exchange = exchanges.get(ended.streamId());
                exchange.end = ended.end();
                if (ended.end() instanceof End.Complete) {
                    assertTrue(exchange.inputEnded, () -> "complete without its end: " + ended);
                    assertTrue(
                            exchange.finished, () -> "complete before it was finished: " + ended);
                    assertEquals(exchange.length, exchange.taken, ended::toString);
                }
            }
            case Notice.Fault fault ->
                    assertEquals(
                            ErrorCode.REFUSED_STREAM,
                            fault.code(),
                            "no fault of anybody: " + fault);
            case Notice.Rejected rejected ->
                    assertTrue(
                            rejected.command() instanceof Command.Request
                                    || rejected.command() instanceof Command.Push
                                    || rejected.command() instanceof Command.Ping
                                    || rejected.command() instanceof Command.Change
                                    || state.phase() != Iteration.Phase.OPEN
                                    || rejected.reason().contains("MAX_CONCURRENT_STREAMS"),
                            rejected::toString);
            case Notice.Pong ignored -> pongs++;
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.Credit ignored -> {}
            case Notice.PeerSettings ignored -> {}
            case Notice.GoAway ignored -> {}
            case Notice.Closed ignored -> {}
        }
    }

    private static void head(Exchange exchange, FieldSection fields, boolean endStream) {
        exchange.expected = Integer.parseInt(fields.value("x-length"));
        if (endStream) {
            inputEnded(exchange);
        }
    }

    private static void inputEnded(Exchange exchange) {
        assertTrue(!exchange.inputEnded, "the input has ended twice");
        exchange.inputEnded = true;
        assertEquals(exchange.expected, exchange.received, "content has been lost");
    }

    /** A client's request with this much content. */
    void request(int length, Command.Request command) {
        nextLength = length;
        step(command);
    }

    /** Offers so many octets more, and the end after the last. */
    void send(int streamId, int octets) {
        Exchange exchange = exchanges.get(streamId);
        if (exchange.end != null || exchange.length < 0 || exchange.finished) {
            return;
        }
        int more = Math.min(octets, exchange.length - exchange.offered);
        exchange.offered += more;
        boolean last = exchange.offered == exchange.length;
        boolean trailers = last && streamId % 3 == 0;
        exchange.finished = last;
        if (more > 0 || last && !trailers) {
            step(new Command.Data(streamId, more, last && !trailers));
        }
        if (trailers && exchange.end == null) {
            FieldSection sum = FieldSection.of("x-sum", String.valueOf(exchange.length));
            step(new Command.Trailers(streamId, sum));
        }
    }

    void consume(int streamId, int octets) {
        Exchange exchange = exchanges.get(streamId);
        int used = Math.min(octets, exchange.held);
        exchange.held -= used;
        step(new Event.Consumed(streamId, used));
    }

    void ping() {
        pings++;
        step(new Command.Ping(Octets.utf8("simulate")));
    }

    /** How many octets this end has written that are on their way still. */
    int undelivered() {
        return written.length() - delivered;
    }

    /** Takes octets that the other end has written. */
    void deliver(SimulatedEnd from, int octets) {
        int count = Math.min(octets, from.written.length() - from.delivered);
        if (count > 0) {
            byte[] chunk = new byte[count];
            for (int i = 0; i < count; i++) {
                chunk[i] = (byte) from.written.at(from.delivered + i);
            }
            from.delivered += count;
            step(new Event.Received(Octets.wrap(chunk)));
        } else if (from.closed) {
            step(new Event.InputClosed());
        }
    }

    void answeredAllPings() {
        assertEquals(pings, pongs, "PINGs answered");
    }
}
