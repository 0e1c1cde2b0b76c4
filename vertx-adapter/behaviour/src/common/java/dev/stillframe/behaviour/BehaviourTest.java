package dev.stillframe.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.netty.util.ResourceLeakDetector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs each scenario on Vert.x' own HTTP/2 and on ours; what is seen is the same, but for what is
 * listed as different, to the letter.
 *
 * <p>{@code -Dstillframe.scenario=REGEX} runs those alone. {@code -Dstillframe.stacks=native} runs
 * the native one twice, {@code =ours} ours: what differs then depends on something that it should
 * not, and {@link Jitter} brings it out. {@code -Dstillframe.shown=true} prints what is seen,
 * {@code -Dstillframe.timed=true} how long each takes.
 */
@DisplayName("a server does as with Vert.x' own HTTP/2")
class BehaviourTest {
    private static final String ONLY = System.getProperty("stillframe.scenario", "");
    private static final String STACKS = System.getProperty("stillframe.stacks", "");
    private static final int LANES = Integer.getInteger("stillframe.lanes", 4);

    private static final List<Lane> LANES_OPEN = new ArrayList<>();
    private static final BlockingQueue<Lane> FREE = new LinkedBlockingQueue<>();
    private static ExecutorService runners;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() {
        for (int i = 0; i < LANES; i++) {
            LANES_OPEN.add(new Lane());
        }
        FREE.addAll(LANES_OPEN);
        runners = Executors.newFixedThreadPool(LANES);
    }

    @AfterAll
    static void stop() throws Exception {
        runners.shutdownNow();
        for (Lane lane : LANES_OPEN) {
            lane.stop();
        }
    }

    @TestFactory
    @DisplayName("scenario by scenario")
    Stream<DynamicNode> scenarios() {
        Differences differences = Differences.in(page(), Stack.version());
        Map<String, List<DynamicNode>> chapters = new LinkedHashMap<>();
        Map<String, Scenario> all = Book.whole().scenarios();
        all.forEach(
                (name, scenario) -> {
                    if (ONLY.isEmpty() || name.matches(ONLY)) {
                        chapters.computeIfAbsent(
                                        name.substring(0, name.indexOf('/')),
                                        ignored -> new ArrayList<>())
                                .add(test(name, scenario, differences));
                    }
                });
        Stream<DynamicNode> chapter =
                chapters.entrySet().stream()
                        .map(entry -> dynamicContainer(entry.getKey(), entry.getValue()));
        Stream<DynamicNode> last =
                Stream.of(
                        dynamicTest(
                                "no difference is listed for what is no scenario",
                                () ->
                                        assertTrue(
                                                all.keySet().containsAll(differences.scenarios()),
                                                () -> unknown(all, differences))),
                        dynamicTest(
                                "it is the Vert.x that was asked for",
                                () ->
                                        assertEquals(
                                                System.getProperty("stillframe.vertx"),
                                                Stack.version())),
                        dynamicTest(
                                "no buffer was lost",
                                () -> assertEquals("", String.join("\n", Leaks.all()))),
                        dynamicTest(
                                "a buffer that is lost is told",
                                () -> {
                                    assertEquals(
                                            ResourceLeakDetector.Level.PARANOID,
                                            ResourceLeakDetector.getLevel());
                                    Leaks.lose("lost by a test");
                                    assertTrue(
                                            Leaks.all().toString().contains("lost by a test"),
                                            "nothing was told");
                                }));
        return Stream.concat(chapter, last);
    }

    /** It runs from now on, as soon as there is a lane for it; the test waits for what it saw. */
    private static DynamicTest test(String name, Scenario scenario, Differences differences) {
        Future<?> run =
                runners.submit(
                        () -> {
                            Lane lane = FREE.take();
                            try {
                                compare(lane, name, scenario, differences);
                            } finally {
                                FREE.add(lane);
                            }
                            return null;
                        });
        return dynamicTest(
                name,
                () -> {
                    try {
                        run.get();
                    } catch (ExecutionException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static String unknown(Map<String, Scenario> all, Differences differences) {
        var unknown = new TreeSet<>(differences.scenarios());
        unknown.removeAll(all.keySet());
        return "no scenarios: " + unknown;
    }

    private static void compare(Lane lane, String name, Scenario scenario, Differences differences)
            throws Exception {
        boolean compared = STACKS.isEmpty();
        List<String> theirs =
                observed(lane, name, scenario, STACKS.equals("ours") ? Stack.OURS : Stack.NATIVE);
        List<String> ours =
                observed(lane, name, scenario, STACKS.equals("native") ? Stack.NATIVE : Stack.OURS);
        List<String> expected = compared ? differences.of(name) : List.of();
        List<String> found = Differences.between(theirs, ours);
        if (!expected.equals(found)) {
            // The whole is shown with it: a line alone seldom says what went on.
            assertEquals(
                    String.join("\n", expected),
                    String.join("\n", found),
                    () -> name + "\nnative:\n" + indented(theirs) + "ours:\n" + indented(ours));
        }
        assertTrue(!theirs.isEmpty(), "a scenario that sees nothing");
        if (Boolean.getBoolean("stillframe.shown")) {
            System.out.println(name + "\n" + indented(theirs));
        }
    }

    private static List<String> observed(Lane lane, String name, Scenario scenario, Stack stack)
            throws Exception {
        Path own = Files.createDirectories(folder.resolve(stack + "-" + name.replace('/', '-')));
        return lane.observed(scenario, stack, Files.createTempDirectory(own, "run"));
    }

    private static String indented(List<String> lines) {
        return lines.stream().map(line -> "    " + line + "\n").reduce("", String::concat);
    }

    private static Path page() {
        return Path.of(System.getProperty("stillframe.root"), "docs", "vertx-differences.md");
    }
}
