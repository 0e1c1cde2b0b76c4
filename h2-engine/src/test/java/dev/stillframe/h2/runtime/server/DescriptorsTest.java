package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.server.Server;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that has no descriptor left for one connection more. */
@Timeout(60)
class DescriptorsTest {
    private static final int LIMIT = 80;
    private static final String COMPLAINT = "Cannot accept on";

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /** A JVM with so many descriptors; what it complains of is kept. */
    private Process start() throws Exception {
        Path shell = Path.of("/bin/sh");
        Assumptions.assumeTrue(Files.isExecutable(shell), "There is no /bin/sh");
        String path =
                String.join(
                        File.pathSeparator,
                        home(Server.class),
                        home(StandaloneServer.class),
                        home(FewDescriptors.class));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder child =
                new ProcessBuilder(
                        shell.toString(),
                        "-c",
                        "ulimit -n " + LIMIT + " && exec \"$@\"",
                        "sh",
                        java,
                        "-cp",
                        path,
                        FewDescriptors.class.getName());
        child.environment().put("LC_ALL", "C");
        Process process = child.start();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (BufferedReader lines = process.errorReader()) {
                                lines.lines().forEach(complaints::add);
                            } catch (IOException e) {
                                complaints.add(e.toString());
                            }
                        });
        return process;
    }

    /** The folder or jar that has a class. A module may be patched from elsewhere. */
    private static String home(Class<?> type) throws URISyntaxException {
        String name = type.getName().replace('.', '/') + ".class";
        String uri = type.getResource('/' + name).toURI().toString();
        String home = uri.substring(0, uri.length() - name.length());
        return home.startsWith("jar:")
                ? Path.of(URI.create(home.substring(4, home.indexOf("!/")))).toString()
                : Path.of(URI.create(home)).toString();
    }

    private long complained() {
        return complaints.stream().filter(line -> line.contains(COMPLAINT)).count();
    }

    private static Peer connect(int port) throws IOException {
        return Peer.on(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private static void ask(Peer peer, int streamId) throws IOException {
        peer.get(streamId, "/").until("HEADERS " + streamId + " END_STREAM :status=200");
    }

    private static long cpuMillis(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    @Test
    @DisplayName(
            "Out of descriptors it waits and says so, serves those it has, and goes on accepting"
                    + " when some have gone")
    void runOut() throws Exception {
        Process process = start();
        List<Peer> peers = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            try (Peer old = connect(port).greet()) {
                ask(old, 1);
                for (int i = 0; i < LIMIT; i++) {
                    peers.add(connect(port));
                }
                Servers.await("it complains", () -> complained() > 0);

                // What it spends while nothing can be accepted: a second is measured.
                ask(old, 3);
                long spent = cpuMillis(process);
                long begun = System.nanoTime();
                TimeUnit.SECONDS.sleep(1);
                spent = cpuMillis(process) - spent;
                long passed = (System.nanoTime() - begun) / 1_000_000;
                assertTrue(spent * 2 < passed, spent + " ms of " + passed + ": it spins");
                ask(old, 5);
                assertTrue(complained() <= 2, () -> "not once in a while: " + complaints);

                // The first ones leave, and the last ones come in.
                for (Peer peer : peers.subList(0, LIMIT / 2)) {
                    peer.close();
                }
                Peer last = peers.getLast();
                ask(last.greet(), 1);
                ask(old, 7);
                assertTrue(complaints.toString().contains("Too many open files"));
            }
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
            process.getOutputStream().close();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue());
    }
}
