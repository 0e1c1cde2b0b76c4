package dev.stillframe.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Mutant.Wrong;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Rule;
import dev.stillframe.conformance.wire.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("the engine, as it is")
class EngineTest {
    /** Long, since nothing that is right has to wait for it to run out, but discarding. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** What cannot be asked of a client of ours that takes no pushes, and of one that does. */
    private static final Set<String> ONLY_WITHOUT_PUSH = Set.of("6.6/1");

    private static final Set<String> ONLY_WITH_PUSH = Set.of("6.6/10", "8.4/2", "8.4/3", "8.4/4");

    private static final Set<String> NEVER = Set.of();

    @TestFactory
    @DisplayName("passes every case as a client")
    Stream<DynamicTest> client() throws Exception {
        return passes(new Bench(Role.CLIENT, Wrong.NOTHING, false, PATIENCE), ONLY_WITH_PUSH);
    }

    @TestFactory
    @DisplayName("passes every case as a client that takes pushes")
    Stream<DynamicTest> clientWithPush() throws Exception {
        return passes(new Bench(Role.CLIENT, Wrong.NOTHING, true, PATIENCE), ONLY_WITHOUT_PUSH);
    }

    @TestFactory
    @DisplayName("passes every case as a server")
    Stream<DynamicTest> server() throws Exception {
        return passes(new Bench(Role.SERVER, Wrong.NOTHING, false, PATIENCE), NEVER);
    }

    private static Stream<DynamicTest> passes(Bench bench, Set<String> notApplicable)
            throws Exception {
        Watch watch = new Watch(bench.role());
        Map<Suite.Played, Verdict> verdicts = bench.playAll(Suite.of(bench.role()).played(), watch);
        Stream<DynamicTest> played =
                verdicts.entrySet().stream()
                        .map(
                                entry ->
                                        dynamicTest(
                                                entry.getKey().of().id()
                                                        + " "
                                                        + entry.getKey().of().rule(),
                                                () ->
                                                        right(
                                                                entry.getValue(),
                                                                notApplicable.contains(
                                                                        entry.getKey()
                                                                                .of()
                                                                                .id()))));
        Stream<DynamicTest> watched =
                Stream.of(Rule.values())
                        .filter(rule -> rule.binds(bench.role()))
                        .map(
                                rule ->
                                        dynamicTest(
                                                rule.id() + " " + rule.words(),
                                                () ->
                                                        assertEquals(
                                                                null,
                                                                watch.tally(rule).violation())));
        return Stream.concat(played, watched);
    }

    private static void right(Verdict verdict, boolean notApplicable) {
        if (notApplicable) {
            assertInstanceOf(Verdict.NotApplicable.class, verdict);
        } else {
            assertInstanceOf(Verdict.Passed.class, verdict, verdict::toString);
        }
    }

    @Test
    @DisplayName("is watched: each rule had something to look at, but what it never sends")
    void watched() throws Exception {
        Bench bench = new Bench(Role.CLIENT, Wrong.NOTHING, false, PATIENCE);
        Watch watch = new Watch(Role.CLIENT);
        List<Suite.Played> some =
                Suite.of(Role.CLIENT).only(List.of("3.4/1", "6.7/1", "6.5/1", "6.9.1/1")).played();
        bench.playAll(some, watch);
        for (Rule rule :
                Set.of(
                        Rule.FLAGS,
                        Rule.RESERVED,
                        Rule.FRAME_SIZE,
                        Rule.BLOCKS,
                        Rule.COMPRESSION,
                        Rule.IDENTIFIERS,
                        Rule.CONCURRENCY,
                        Rule.SETTINGS_ACKS,
                        Rule.GOAWAY,
                        Rule.WINDOW,
                        Rule.REQUEST)) {
            assertTrue(watch.tally(rule).looked() > 0, rule.toString());
        }
    }
}
