package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.Result;
import dev.stillframe.conformance.Result.Outcome;
import dev.stillframe.conformance.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What is demanded of a run of the conformance kit. */
final class ConformanceReport {

    /**
     * How long others are waited for, in seconds: for the tests, less than for a report that
     * counts, since all that they demand is a run.
     */
    static final String TIMEOUT = System.getProperty("stillframe.conformance.timeout", "0.5");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path FOLDER = Path.of("target", "conformance");
    private static final Pattern TOTALS =
            Pattern.compile(
                    "(\\d+) cases: (\\d+) passed, (\\d+) with a warning,"
                            + " (\\d+) failed, (\\d+) not applicable");

    private ConformanceReport() {}

    /** Our own passes all of it: no warning, and no case that was forgotten. */
    static void allPassed(Suite suite, Report report) {
        assertEquals(suite.cases().size(), report.results().size());
        List<Result> other =
                report.results().stream()
                        .filter(
                                result ->
                                        result.outcome() == Outcome.FAILED
                                                || result.outcome() == Outcome.WARNED)
                        .toList();
        assertEquals(List.of(), other);
    }

    /**
     * Runs the command to its end, and holds its report for machines against what it says to
     * people. Single cases may fail: it is somebody else's program. But the greater part must pass,
     * or the kit itself is not right.
     *
     * @return the totals, in words
     */
    static String ofCommand(String name, Role peer, List<String> arguments)
            throws IOException, SAXException, ParserConfigurationException {
        Path junit = Files.createDirectories(FOLDER).resolve(name + ".xml");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.stillframe.workbench.Main", "conform"));
        command.addAll(arguments);
        command.addAll(List.of("--timeout", TIMEOUT, "--junit", junit.toString()));
        Child child = Child.run(PATIENCE, command);
        Matcher totals = TOTALS.matcher(child.out());
        assertTrue(totals.find(), child::shown);
        int all = number(totals, 1);
        int failed = number(totals, 4);
        assertEquals(Suite.of(peer).cases().size(), all, child::shown);
        assertEquals(
                all,
                number(totals, 2) + number(totals, 3) + failed + number(totals, 5),
                child::shown);
        assertEquals(failed == 0 ? 0 : 1, child.status(), child::shown);
        assertTrue(number(totals, 2) > all / 2, child::shown);
        Element suite =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(junit.toFile())
                        .getDocumentElement();
        assertEquals(all, suite.getElementsByTagName("testcase").getLength());
        assertEquals(failed, suite.getElementsByTagName("failure").getLength());
        assertEquals(number(totals, 5), suite.getElementsByTagName("skipped").getLength());
        return totals.group();
    }

    private static int number(Matcher totals, int group) {
        return Integer.parseInt(totals.group(group));
    }
}
