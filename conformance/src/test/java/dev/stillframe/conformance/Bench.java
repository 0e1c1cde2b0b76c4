package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Mutant.Count;
import dev.stillframe.conformance.Mutant.Wrong;
import dev.stillframe.conformance.script.Opening;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Setup;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Line;
import dev.stillframe.conformance.wire.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays cases against the engine and its mutants, several at a time. */
record Bench(Role role, Wrong wrong, boolean push, Duration patience) {
    private static final int AT_A_TIME = 16;

    /** A verdict for each case, on a connection of its own; the peer counts as one that lingers. */
    Map<Suite.Played, Verdict> playAll(List<Suite.Played> cases, Watch watch) throws Exception {
        Map<Suite.Played, Verdict> verdicts = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            Map<Suite.Played, Future<Verdict>> playing = new LinkedHashMap<>();
            for (Suite.Played one : cases) {
                playing.put(one, threads.submit(() -> play(one, watch)));
            }
            for (Map.Entry<Suite.Played, Future<Verdict>> entry : playing.entrySet()) {
                verdicts.put(entry.getKey(), entry.getValue().get());
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a case threw, which none may", failure.getCause());
        }
        return verdicts;
    }

    private Verdict play(Suite.Played one, Watch watch) {
        Plan plan = one.plan();
        Mutant mutant = new Mutant(role, plan.asked(), wrong, new Count(pings(plan.opening())));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket far = listener.accept()) {
            Thread.ofVirtual().start(() -> run(mutant, far));
            Watch.Eye eye = watch.eye(one.of().id());
            Setup setup = new Setup("http", "localhost", "/", patience, true);
            try (Line line = new Line(near, near.getInputStream(), role, eye)) {
                return plan.play(new Stage(role, setup, line, null));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How many PINGs a case sends until the connection is where it wants it. */
    static int pings(Opening opening) {
        return switch (opening) {
            case CONNECTED -> 0;
            case BEGUN, AWAITING, CLOSED -> 2;
            case OPENED, ENDED -> 3;
        };
    }

    private void run(Mutant mutant, Socket socket) {
        try {
            if (role == Role.CLIENT) {
                EnginePeer.ask(socket, "localhost", push, mutant);
            } else {
                EnginePeer.serve(socket, mutant);
            }
        } catch (IOException over) {
            // The case has closed the connection.
        }
    }
}
