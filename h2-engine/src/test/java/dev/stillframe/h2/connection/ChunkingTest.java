package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How octets are split into reads shows nowhere: the same octets give the same notices, the same
 * octets back and the same state. (An alarm may be set earlier than was necessary, so alarms are
 * left out.)
 */
class ChunkingTest {
    private static final int SEEDS = 250;

    /** Octets from the peer, and what the application says after them. */
    private record Part(Octets octets, List<Event> then) {}

    /** What came of it. */
    private record Result(
            List<Notice> notices, Octets sent, List<Effect> others, ConnectionState state) {}

    @DisplayName("Any split of the same octets has the same effects and leads to the same state")
    @ParameterizedTest
    @EnumSource(Role.class)
    void anySplit(Role role) {
        int errors = 0;
        int alive = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed * 31L + role.ordinal());
            List<Part> script = script(random, role);
            Result whole = run(role, script, List::of);
            Invariants.check(whole.state());
            Invariants.endings(new ArrayList<>(whole.notices()));
            if (whole.state().phase() == Iteration.Phase.CLOSED) {
                errors++;
            } else {
                alive++;
            }
            String name = role + ", seed " + seed;
            same(name + ", octet by octet", whole, run(role, script, ChunkingTest::octets));
            for (int i = 0; i < 4; i++) {
                RandomGenerator cuts = random.split();
                same(name + ", cut " + i, whole, run(role, script, o -> cut(o, cuts)));
            }
        }
        assertTrue(errors > SEEDS / 10, "hardly any script with an error: " + errors);
        assertTrue(alive > SEEDS / 10, "hardly any script without an error: " + alive);
    }

    @DisplayName("Every single cut of a script has the same effects and leads to the same state")
    @ParameterizedTest
    @EnumSource(Role.class)
    void everySingleCut(Role role) {
        for (int seed = 1000; seed < 1012; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Part> script = script(random, role);
            Result whole = run(role, script, List::of);
            int longest = script.stream().mapToInt(part -> part.octets().length()).max().orElse(0);
            for (int at = 1; at < longest; at++) {
                int cut = at;
                Result split =
                        run(
                                role,
                                script,
                                o ->
                                        cut < o.length()
                                                ? List.of(o.slice(0, cut), o.from(cut))
                                                : List.of(o));
                same(role + ", seed " + seed + ", cut at " + at, whole, split);
            }
        }
    }

    private interface Cutter {
        List<Octets> cut(Octets octets);
    }

    private static List<Octets> octets(Octets all) {
        List<Octets> cuts = new ArrayList<>();
        for (int i = 0; i < all.length(); i++) {
            cuts.add(all.slice(i, 1).copy());
        }
        return cuts;
    }

    private static List<Octets> cut(Octets all, RandomGenerator random) {
        List<Octets> cuts = new ArrayList<>();
        for (int from = 0; from < all.length(); ) {
            int count = Math.min(all.length() - from, 1 + random.nextInt(40));
            cuts.add(all.slice(from, count).copy());
            from += count;
        }
        return cuts;
    }

    private static List<Part> script(RandomGenerator random, Role role) {
        Chatter peer = new Chatter(random, role);
        List<Part> script = new ArrayList<>();
        script.add(new Part(peer.preface(), said(random, role, peer)));
        boolean corrupts = random.nextInt(3) == 0;
        int parts = 2 + random.nextInt(8);
        for (int i = 0; i < parts; i++) {
            Octets octets = peer.some();
            octets = corrupts && random.nextInt(4) == 0 ? peer.corrupt(octets) : octets;
            if (octets.isEmpty()) {
                continue;
            }
            script.add(new Part(octets, said(random, role, peer)));
        }
        return script;
    }

    /** Heads, trailers and resets, but no content: when that goes depends on the turns. */
    private static List<Event> said(RandomGenerator random, Role role, Chatter peer) {
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            int id = 2 * random.nextInt(peer.streams() + 1) + 1;
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    if (role == Role.CLIENT) {
                        events.add(new Command.Request(i, Situation.head(), random.nextBoolean()));
                        peer.requested();
                    } else {
                        events.add(
                                new Command.Respond(
                                        id, ResponseHead.of(200), random.nextBoolean()));
                    }
                }
                case 2 -> events.add(new Command.Trailers(id, FieldSection.of("t", "1")));
                case 3 -> events.add(new Command.Reset(id, ErrorCode.CANCEL));
                case 4 -> events.add(new Event.Released(id));
                default -> events.add(new Event.Consumed(id, random.nextInt(400)));
            }
        }
        return events;
    }

    private static Result run(Role role, List<Part> script, Cutter cutter) {
        Iteration state = ConnectionState.initial(Options.of(role));
        List<Effect> effects = new ArrayList<>();
        long now = 5;
        for (Part part : script) {
            now += 1_000_000;
            for (Octets chunk : cutter.cut(part.octets())) {
                Transition next =
                        state.step(List.of(new Event.Clock(now), new Event.Received(chunk)));
                effects.addAll(next.effects());
                state = next.next();
            }
            List<Event> said = new ArrayList<>();
            said.add(new Event.Clock(now));
            said.addAll(part.then());
            Transition next = state.step(said);
            effects.addAll(next.effects());
            state = next.next();
        }
        return result(effects, (ConnectionState) state);
    }

    private static Result result(List<Effect> effects, ConnectionState state) {
        List<Notice> notices = new ArrayList<>();
        List<Effect> others = new ArrayList<>();
        Octets sent = Octets.EMPTY;
        for (Effect effect : effects) {
            switch (effect) {
                case Notice.Data data -> {
                    if (!notices.isEmpty()
                            && notices.getLast() instanceof Notice.Data before
                            && before.streamId() == data.streamId()
                            && !before.endStream()) {
                        notices.removeLast();
                        data =
                                new Notice.Data(
                                        data.streamId(),
                                        before.octets().plus(data.octets()),
                                        data.endStream());
                    }
                    notices.add(data);
                }
                case Notice notice -> notices.add(notice);
                case Effect.Send send -> sent = sent.plus(send.octets());
                case Effect.WakeAt ignored -> {}
                default -> others.add(effect);
            }
        }
        return new Result(notices, sent, others, state);
    }

    private static void same(String name, Result expected, Result actual) {
        assertEquals(expected.notices(), actual.notices(), name);
        assertEquals(expected.sent(), actual.sent(), name);
        assertEquals(expected.others(), actual.others(), name);
        sameRecord(name, expected.state(), actual.state());
    }

    /** Component by component, so that a failure says which. */
    private static void sameRecord(String name, Record expected, Record actual) {
        for (RecordComponent part : expected.getClass().getRecordComponents()) {
            if (part.getName().equals("wakeAt")) {
                continue;
            }
            try {
                Object mine = part.getAccessor().invoke(expected);
                Object its = part.getAccessor().invoke(actual);
                if (mine instanceof Timeouts.State state) {
                    sameRecord(name, state, (Record) its);
                } else {
                    assertEquals(mine, its, name + ": " + part.getName());
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }
}
