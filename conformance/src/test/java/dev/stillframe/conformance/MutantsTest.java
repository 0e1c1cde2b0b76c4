package dev.stillframe.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Mutant.Wrong;
import dev.stillframe.conformance.script.ConnectionError;
import dev.stillframe.conformance.script.GoesOn;
import dev.stillframe.conformance.script.Opening;
import dev.stillframe.conformance.script.StreamError;
import dev.stillframe.conformance.script.StreamError.Leave;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Rule;
import dev.stillframe.conformance.wire.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever does it wrong does not pass, and is told what was wrong. */
@DisplayName("a mutant of the engine")
class MutantsTest {
    /** Short: most of what is waited for here never comes. */
    private static final Duration PATIENCE = Duration.ofMillis(600);

    /** Frames from which a client of ours that takes pushes would not be cut off. */
    private static final boolean PUSH = true;

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("with other error codes fails every case of an error, for its code")
    void codes(Role role) throws Exception {
        Predicate<Suite.Played> errors = one -> isConnectionError(one) || isStreamError(one);
        verdicts(role, Wrong.CODES, errors)
                .forEach((one, verdict) -> assertFailed(one, verdict, "(HTTP_1_1_REQUIRED)"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that keeps quiet about errors fails every case of an error")
    void keepsQuiet(Role role) throws Exception {
        Predicate<Suite.Played> errors = one -> isError(one) || isStreamError(one);
        verdicts(role, Wrong.KEEPS_QUIET, errors)
                .forEach(
                        (one, verdict) ->
                                assertInstanceOf(
                                        Verdict.Failed.class, verdict, () -> one + " " + verdict));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that closes without GOAWAY is warned in every case of a connection error")
    void noGoAway(Role role) throws Exception {
        verdicts(role, Wrong.NO_GOAWAY, MutantsTest::isConnectionError)
                .forEach(
                        (one, verdict) ->
                                assertInstanceOf(
                                        Verdict.Warned.class, verdict, () -> one + " " + verdict));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that stays after its GOAWAY fails every case of a connection error")
    void stays(Role role) throws Exception {
        verdicts(role, Wrong.STAYS, MutantsTest::isConnectionError)
                .forEach((one, verdict) -> assertFailed(one, verdict, "stays open"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that finds fault with what is right fails every case in which it goes on")
    void touchy(Role role) throws Exception {
        Predicate<Suite.Played> right = one -> one.plan().expectation() instanceof GoesOn;
        verdicts(role, Wrong.TOUCHY, right)
                .forEach((one, verdict) -> assertFailed(one, verdict, "GOAWAY(PROTOCOL_ERROR)"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that leaves as soon as the opening is over passes none that has one")
    void leaves(Role role) throws Exception {
        Predicate<Suite.Played> opened = one -> one.plan().opening() != Opening.CONNECTED;
        verdicts(role, Wrong.LEAVES, opened)
                .forEach(
                        (one, verdict) ->
                                assertFalse(
                                        verdict instanceof Verdict.Passed,
                                        () -> one + " " + verdict));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that acknowledges no SETTINGS passes no case at all but a broken preface")
    void noSettingsAck(Role role) throws Exception {
        Set<String> others = Set.of("3.4/1", "3.4/2", "3.4/4", "3.4/5", "3.4/6", "3.4/7");
        Predicate<Suite.Played> all = one -> !others.contains(one.of().id());
        verdicts(role, Wrong.NO_SETTINGS_ACK, all)
                .forEach((one, verdict) -> assertFailed(one, verdict, ""));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that answers PING with other octets passes no case behind the prefaces")
    void pingOctets(Role role) throws Exception {
        Predicate<Suite.Played> opened = one -> one.plan().opening() != Opening.CONNECTED;
        verdicts(role, Wrong.PING_OCTETS, opened)
                .forEach((one, verdict) -> assertFailed(one, verdict, ""));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that sends untidy frames is seen to")
    void untidy(Role role) throws Exception {
        Watch watch = new Watch(role);
        Bench bench = new Bench(role, Wrong.UNTIDY, PUSH, PATIENCE);
        List<Suite.Played> some = Suite.of(role).only(List.of("6.9.1/1", "6.7/1")).played();
        bench.playAll(some, watch);
        for (Rule rule : Set.of(Rule.FLAGS, Rule.RESERVED, Rule.PADDING)) {
            assertNotNull(watch.tally(rule).violation(), rule.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("meets every kind of expectation")
    void kinds(Role role) {
        List<Suite.Played> all = Suite.of(role).played();
        assertTrue(all.stream().filter(MutantsTest::isConnectionError).count() > 30);
        assertTrue(all.stream().filter(MutantsTest::isStreamError).count() > 20);
        assertEquals(all.size(), all.stream().map(one -> one.of().id()).distinct().count(), "ids");
    }

    private static Map<Suite.Played, Verdict> verdicts(
            Role role, Wrong wrong, Predicate<Suite.Played> which) throws Exception {
        List<Suite.Played> cases =
                Suite.of(role).played().stream()
                        .filter(which)
                        // This one asks whether push is disabled, which a mutant here does not.
                        .filter(one -> !one.of().id().equals("6.6/1"))
                        .toList();
        Map<Suite.Played, Verdict> verdicts =
                new Bench(role, wrong, PUSH, PATIENCE).playAll(cases, new Watch(role));
        assertEquals(cases.size(), verdicts.size());
        return verdicts;
    }

    private static boolean isError(Suite.Played one) {
        return one.plan().expectation() instanceof ConnectionError;
    }

    private static boolean isConnectionError(Suite.Played one) {
        return one.plan().expectation() instanceof ConnectionError error && !error.silent();
    }

    private static boolean isStreamError(Suite.Played one) {
        return one.plan().expectation() instanceof StreamError error
                && error.leave() != Leave.DISCARD;
    }

    private static void assertFailed(Suite.Played one, Verdict verdict, String seen) {
        Verdict.Failed failed =
                assertInstanceOf(Verdict.Failed.class, verdict, () -> one + " " + verdict);
        assertTrue(failed.seen().contains(seen), () -> one.of().id() + " " + failed);
    }
}
