package dev.stillframe.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs each scenario on Vert.x' own HTTP/2 and on ours; what is seen is the same, but for what is
 * listed as different, to the letter.
 *
 * <p>{@code -Dstillframe.scenario=REGEX} runs those alone. {@code -Dstillframe.stacks=native} runs
 * the native one twice: what differs then depends on something that it should not.
 */
@DisplayName("a server does as with Vert.x' own HTTP/2")
class BehaviourTest {
    private static final String ONLY = System.getProperty("stillframe.scenario", "");
    private static final boolean NATIVE_TWICE =
            "native".equals(System.getProperty("stillframe.stacks"));
    private static final long LONGEST = 2 * Play.PATIENCE.toSeconds() + 30;

    private static Vertx vertx;
    private static ExecutorService actors;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        actors = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() throws Exception {
        actors.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @TestFactory
    @DisplayName("scenario by scenario")
    Stream<DynamicNode> scenarios() {
        Differences differences = Differences.in(page(), Line.NAME);
        Map<String, List<DynamicNode>> chapters = new LinkedHashMap<>();
        Map<String, Scenario> all = Book.whole().scenarios();
        all.forEach(
                (name, scenario) -> {
                    if (ONLY.isEmpty() || name.matches(ONLY)) {
                        chapters.computeIfAbsent(
                                        name.substring(0, name.indexOf('/')),
                                        ignored -> new ArrayList<>())
                                .add(dynamicTest(name, () -> compare(name, scenario, differences)));
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
                                "no buffer was lost",
                                () -> assertEquals("", String.join("\n", Leaks.all()))));
        return Stream.concat(chapter, last);
    }

    private static String unknown(Map<String, Scenario> all, Differences differences) {
        var unknown = new TreeSet<>(differences.scenarios());
        unknown.removeAll(all.keySet());
        return "no scenarios: " + unknown;
    }

    private static void compare(String name, Scenario scenario, Differences differences)
            throws Exception {
        List<String> theirs = observed(name, scenario, Stack.NATIVE);
        List<String> ours = observed(name, scenario, NATIVE_TWICE ? Stack.NATIVE : Stack.OURS);
        List<String> expected = NATIVE_TWICE ? List.of() : differences.of(name);
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

    private static List<String> observed(String name, Scenario scenario, Stack stack)
            throws Exception {
        Path own = Files.createDirectories(folder.resolve(stack + "-" + name.replace('/', '-')));
        Path used = NATIVE_TWICE ? Files.createTempDirectory(own, "run") : own;
        Play play = new Play(stack, vertx, used);
        vertx.exceptionHandler(failure -> play.note("uncaught", Play.told(failure)));
        Callable<@Nullable Void> told =
                () -> {
                    scenario.on(play);
                    return null;
                };
        Future<@Nullable Void> telling = actors.submit(told);
        try {
            telling.get(LONGEST, TimeUnit.SECONDS);
        } catch (TimeoutException hangs) {
            telling.cancel(true);
            play.see("the scenario did not end");
        } finally {
            play.close();
            vertx.exceptionHandler(null);
        }
        return play.lines();
    }

    private static String indented(List<String> lines) {
        return lines.stream().map(line -> "    " + line + "\n").reduce("", String::concat);
    }

    private static Path page() {
        return Path.of(System.getProperty("stillframe.root"), "docs", "vertx-differences.md");
    }
}
