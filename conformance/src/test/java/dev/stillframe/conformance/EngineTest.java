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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** All cases, against what does it right. The page is made of what comes of it. */
@DisplayName("the engine, as it is")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineTest {
    /** Long, since nothing that is right waits for it to run out, except where it discards. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final Path PAGE = Path.of("..", "docs", "conformance.md");

    /** What cannot be asked of a client that takes pushes; there is no TLS either. */
    private static final Set<String> WITHOUT_PUSH = Set.of("3.2/1", "9.2/1", "6.6/1");

    /** And of one that takes none. */
    private static final Set<String> WITH_PUSH =
            Set.of(
                    "3.2/1", "9.2/1", "5.1/17", "5.1/18", "5.1/19", "5.1/20", "6.6/10", "6.6/13",
                    "6.6/16", "8.4/2", "8.4/3", "8.4/4", "8.4/5", "8.5/5");

    /** Frames that are only sent where something else is wrong. */
    private static final Set<Rule> NEVER_SENT =
            Set.of(Rule.PADDING, Rule.SERVER_PUSH, Rule.INCREMENT);

    private Map<Case, Verdict> client;
    private Map<Case, Verdict> clientWithPush;
    private Map<Case, Verdict> server;

    @BeforeAll
    void play() throws Exception {
        client = verdicts(new Bench(Role.CLIENT, Wrong.NOTHING, false, PATIENCE));
        clientWithPush = verdicts(new Bench(Role.CLIENT, Wrong.NOTHING, true, PATIENCE));
        server = verdicts(new Bench(Role.SERVER, Wrong.NOTHING, false, PATIENCE));
    }

    private static Map<Case, Verdict> verdicts(Bench bench) throws Exception {
        Watch watch = new Watch(bench.role());
        Suite suite = Suite.of(bench.role());
        Map<Case, Verdict> verdicts = new LinkedHashMap<>();
        bench.playAll(suite.played(), watch)
                .forEach((one, verdict) -> verdicts.put(one.of(), verdict));
        for (Suite.Watched one : suite.watched()) {
            verdicts.put(one.of(), Run.verdict(watch.tally(one.rule())));
            boolean looked = watch.tally(one.rule()).looked() > 0;
            assertTrue(looked || NEVER_SENT.contains(one.rule()), one.rule().toString());
        }
        return verdicts;
    }

    @TestFactory
    @DisplayName("passes every case as a client")
    Stream<DynamicTest> client() {
        return passes(client, WITH_PUSH);
    }

    @TestFactory
    @DisplayName("passes every case as a client that takes pushes")
    Stream<DynamicTest> clientWithPush() {
        return passes(clientWithPush, WITHOUT_PUSH);
    }

    @TestFactory
    @DisplayName("passes every case as a server")
    Stream<DynamicTest> server() {
        return passes(server, Set.of());
    }

    private static Stream<DynamicTest> passes(
            Map<Case, Verdict> verdicts, Set<String> notApplicable) {
        return verdicts.entrySet().stream()
                .map(
                        entry ->
                                dynamicTest(
                                        entry.getKey().id() + " " + entry.getKey().rule(),
                                        () -> right(entry, notApplicable)));
    }

    private static void right(Map.Entry<Case, Verdict> entry, Set<String> notApplicable) {
        String id = entry.getKey().id();
        Verdict verdict = entry.getValue();
        if (notApplicable.contains(id)) {
            assertInstanceOf(Verdict.NotApplicable.class, verdict, verdict::toString);
        } else if (!(verdict instanceof Verdict.NotApplicable) || !id.contains("w")) {
            assertInstanceOf(Verdict.Passed.class, verdict, verdict::toString);
        }
    }

    @Test
    @DisplayName("is what the page says")
    void page() throws Exception {
        client.replaceAll(
                (one, verdict) ->
                        verdict instanceof Verdict.NotApplicable
                                ? clientWithPush.getOrDefault(one, verdict)
                                : verdict);
        String before = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        String now = Page.of(before, server, client);
        if (Boolean.getBoolean("stillframe.regenerate")) {
            Files.writeString(PAGE, now);
        }
        assertEquals(now, Files.readString(PAGE), "regenerate docs/conformance.md");
    }
}
