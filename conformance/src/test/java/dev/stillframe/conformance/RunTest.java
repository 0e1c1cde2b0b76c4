package dev.stillframe.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Mutant.Count;
import dev.stillframe.conformance.Mutant.Wrong;
import dev.stillframe.conformance.Result.Outcome;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.conformance.script.Level;
import dev.stillframe.conformance.script.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

@DisplayName("a run")
class RunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final List<String> SOME = List.of("6.7", "6.9.1/1", "6.5/1", "4.1/w1", "8.4/1");

    private static final ClientRun CLIENT = ClientRun.plain().patient(PATIENCE);

    @Test
    @DisplayName("calls a client for each case, and tells what came of it")
    void client() {
        List<Integer> done = new ArrayList<>();
        Suite suite = Suite.of(Role.CLIENT).only(List.of("6.7", "6.9.1/1", "6.5/1", "4.1/w1"));
        Report report =
                CLIENT.run(
                        suite,
                        (uri, asked) -> call(uri, asked, Wrong.NOTHING),
                        (result, now, all) -> done.add(now * 100 + all));
        assertTrue(report.isPassed(true), report::toString);
        // The lingering one, five of PING, and the three that were named.
        assertEquals(9, report.count(Outcome.PASSED), report::toString);
        assertEquals(909, done.getLast());
        assertEquals("3.4/8", report.results().getFirst().of().id());
        assertEquals("6.9.1/1", report.results().getLast().of().id());
    }

    @Test
    @DisplayName("passes a client that leaves early nothing")
    void leavesEarly() {
        Report report = CLIENT.run(Suite.of(Role.CLIENT), RunTest::askAndLeave, Progress.NONE);
        assertEquals(report.results().size(), report.count(Outcome.FAILED), report::toString);
        assertTrue(report.results().size() > 28);
    }

    @Test
    @DisplayName("says that a client spoke HTTP/1.1, that it said nothing, that it did not come")
    void otherClients() {
        Suite suite = Suite.of(Role.CLIENT).only(List.of("3.4/8"));
        Report other =
                CLIENT.run(
                        suite,
                        (uri, asked) -> say(uri, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                        Progress.NONE);
        assertSeen(other, "no HTTP/2, but \"GET / HTTP/1.1\" before that");
        Report silent = CLIENT.run(suite, (uri, asked) -> say(uri, ""), Progress.NONE);
        assertSeen(silent, "the client ended, and said nothing");
        Report absent = CLIENT.run(suite, (uri, asked) -> {}, Progress.NONE);
        assertSeen(absent, "the client ended, and said nothing");
    }

    @Test
    @DisplayName("deals its cases to the connections that come, in order")
    void deals() throws IOException {
        Suite suite = Suite.of(Role.CLIENT).only(List.of("6.7/1", "6.7/2"));
        Report report =
                CLIENT.run(
                        suite,
                        uri -> {
                            // One that says nothing uses up no case.
                            say(uri, "");
                            for (int i = 0; i < 3; i++) {
                                Thread.ofVirtual().start(() -> callQuietly(uri));
                            }
                        },
                        Progress.NONE);
        assertEquals(3, report.count(Outcome.PASSED), report::toString);
    }

    @Test
    @DisplayName("connects to a server for each case")
    void server() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(listener));
            ServerRun run = ServerRun.plain("127.0.0.1", listener.getLocalPort());
            Report report = run.run(Suite.of(Role.SERVER).only(SOME), Progress.NONE);
            assertTrue(report.isPassed(true), report::toString);
            assertEquals(10, report.count(Outcome.PASSED), report::toString);
        }
    }

    @Test
    @DisplayName("stops at once when there is no server")
    void noServer() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.close();
        ServerRun run = ServerRun.plain("127.0.0.1", listener.getLocalPort());
        assertThrows(IOException.class, () -> run.run(Suite.of(Role.SERVER), Progress.NONE));
    }

    @Test
    @DisplayName("knows every identifier that is named, and no other")
    void names() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Suite.of(Role.CLIENT).only(List.of("6.7/99")));
        Suite server = Suite.of(Role.SERVER);
        for (Case one : server.cases()) {
            assertTrue(server.only(List.of(one.id())).cases().contains(one));
            assertTrue(Suite.titles().containsKey(one.section()), one.section());
            assertFalse(one.rule().isBlank());
        }
        assertTrue(Suite.of(Role.CLIENT).cases().size() > 100);
    }

    @Test
    @DisplayName("counts recommendations as demands only where it is strict")
    void levels() {
        Verdict failed = new Verdict.Failed("this", "that");
        Report report = new Report(Role.SERVER, List.of(result(Level.SHOULD, failed)));
        assertTrue(report.isPassed(false));
        assertFalse(report.isPassed(true));
        Report must = new Report(Role.SERVER, List.of(result(Level.MUST, failed)));
        assertFalse(must.isPassed(false));
        Verdict warned = new Verdict.Warned("this", "that");
        Report warning = new Report(Role.SERVER, List.of(result(Level.MUST, warned)));
        assertTrue(warning.isPassed(false));
        assertFalse(warning.isPassed(true));
    }

    @Test
    @DisplayName("is told to people, and to machines")
    void told(@TempDir Path folder) throws Exception {
        Report report =
                new Report(
                        Role.CLIENT,
                        List.of(
                                result(Level.MUST, Verdict.PASSED),
                                result(Level.MUST, new Verdict.Failed("this", "<that>\u0000")),
                                result(Level.SHOULD, new Verdict.Failed("more", "less")),
                                result(Level.MUST, new Verdict.NotApplicable("it does not"))));
        StringWriter text = new StringWriter();
        new Printer(new PrintWriter(text), false, false).print(report);
        assertTrue(text.toString().contains("FAILED  6.7/1"), text::toString);
        assertTrue(text.toString().contains("seen:     <that>"), text::toString);
        assertTrue(text.toString().contains("warning 6.7/1"), text::toString);
        assertTrue(
                text.toString()
                        .contains(
                                "4 cases: 1 passed, 1 with a warning, 1 failed, 1 not applicable"),
                text::toString);
        Path file = folder.resolve("report.xml");
        JUnitXml.write(report, file, false);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element suite = document.getDocumentElement();
        assertEquals("4", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("skipped"));
        assertEquals(4, suite.getElementsByTagName("testcase").getLength());
        JUnitXml.write(report, file, true);
        assertTrue(Files.readString(file).contains("failures=\"2\""));
    }

    private static Result result(Level level, Verdict verdict) {
        Case one = new Case("6.7/1", "6.7", level, "A rule", "PING", "PING ACK", Asked.GET);
        return new Result(one, verdict, Duration.ofMillis(12));
    }

    private static void assertSeen(Report report, String seen) {
        Verdict verdict = report.results().getFirst().verdict();
        assertTrue(
                verdict instanceof Verdict.Failed failed && failed.seen().equals(seen),
                verdict::toString);
    }

    private static void serve(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Mutant right = new Mutant(Role.SERVER, Asked.GET, Wrong.NOTHING, new Count(0));
                Thread.ofVirtual().start(() -> serve(socket, right));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Mutant mutant) {
        try {
            EnginePeer.serve(socket, mutant);
        } catch (IOException over) {
            // The case has closed the connection.
        }
    }

    private static void callQuietly(URI uri) {
        try {
            call(uri, Asked.GET, Wrong.NOTHING);
        } catch (IOException over) {
            // The case has closed the connection.
        }
    }

    private static void call(URI uri, Asked asked, Wrong wrong) throws IOException {
        Mutant mutant = new Mutant(Role.CLIENT, asked, wrong, new Count(0));
        EnginePeer.ask(new Socket(uri.getHost(), uri.getPort()), uri.getAuthority(), false, mutant);
    }

    /** Asks as any client would, and is gone. */
    private static void askAndLeave(URI uri, Asked asked) throws IOException {
        Mutant leaves = new Mutant(Role.CLIENT, asked, Wrong.LEAVES, new Count(1));
        EnginePeer.ask(new Socket(uri.getHost(), uri.getPort()), uri.getAuthority(), false, leaves);
    }

    private static void say(URI uri, String text) {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException over) {
            // The other end has had enough of it.
        }
    }
}
