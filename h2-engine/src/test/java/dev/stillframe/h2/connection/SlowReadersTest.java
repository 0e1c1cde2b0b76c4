package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reads slowly lives; who does not read is given up (decision 16). */
class SlowReadersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int INITIAL = 65_535;
    private static final int MESSAGE = 345;

    /** A server that always has more to say, and a reader of one message a second. */
    private static final class Subscription {
        private final Script script;
        private final int batch;
        private long queued;
        private long received;
        private long read;
        private long credited;
        private long seconds;
        private long shut;
        private long longestShut;

        /**
         * @param batch after how many octets read the reader gives credit for them
         */
        Subscription(Script script, int batch) {
            this.script = script;
            this.batch = batch;
            script.get(1).respond(1, 200, false).forget();
        }

        void second() {
            while (queued < 4 * MESSAGE) {
                script.data(1, Octets.wrap(new byte[16 * MESSAGE]), false);
                queued += 16 * MESSAGE;
                collect();
            }
            read = Math.min(received, read + MESSAGE);
            if (read - credited >= batch) {
                int credit = (int) (read - credited);
                credited = read;
                script.send(Wire.of().windowUpdate(0, credit).windowUpdate(1, credit));
            }
            long before = received;
            script.after(SECOND);
            collect();
            shut = received == before ? shut + 1 : 0;
            longestShut = Math.max(longestShut, shut);
            seconds++;
        }

        private void collect() {
            for (String line : script.sent()) {
                assertTrue(line.startsWith("DATA 1 "), () -> line + " after " + seconds + " s");
                int octets = Integer.parseInt(line.split(" ")[2]);
                received += octets;
                queued -= octets;
            }
            script.forget();
        }
    }

    @ParameterizedTest(name = "credit for {0} octets, windows of {1}")
    @CsvSource({"32768, 65535", "65535, 65535", "524288, 1048576"})
    @DisplayName("A reader of one small message a second is served for as long as it likes")
    void slowSubscriber(int batch, int window) {
        Script script = Script.server().preface(4, INITIAL);
        if (window > INITIAL) {
            script.send(Wire.of().windowUpdate(0, window - INITIAL));
        }
        Subscription subscription = new Subscription(script, batch);
        if (window > INITIAL) {
            script.send(Wire.of().windowUpdate(1, window - INITIAL));
        }
        while (subscription.seconds < 2 * 3600) {
            subscription.second();
        }
        long all = 2L * 3600 * MESSAGE;
        assertTrue(subscription.read > all - all / 100, () -> "read " + subscription.read);
        assertEquals(1, script.state.activeStreams());
        long stall = Limits.DEFAULT.stallTimeout().toSeconds();
        assertTrue(
                subscription.longestShut > stall,
                () -> "a window was shut for " + subscription.longestShut + " s at the most");
    }

    /** Gives up after this, and not before. */
    private static void givesUp(Script script, Duration patience) {
        script.forget().after(patience.minusNanos(1)).expectNothing();
        assertTrue(script.state.wakeAt() <= script.now + 1, "an alarm is set");
        script.after(Duration.ofNanos(1)).expectReset(1, ErrorCode.CANCEL).expectOpen();
        assertEquals(0, script.state.activeStreams());
    }

    private static Duration toRead(long octets) {
        return Duration.ofNanos(octets * SECOND.toNanos() / Limits.DEFAULT.leastReadRate());
    }

    @Test
    @DisplayName("A stream that moves is not idle, however long its content takes")
    void moving() {
        Script script =
                Script.server(l -> l.streamIdleTimeout(Duration.ofSeconds(1))).preface().get(1);
        script.respond(1, 200, false).data(1, Octets.wrap(new byte[200_000]), true).forget();
        for (int i = 0; i < 10; i++) {
            script.after(Duration.ofMillis(500));
            script.send(Wire.of().windowUpdate(0, 1_000).windowUpdate(1, 1_000));
            script.expectStart("DATA 1").expectNothing();
        }
        script.after(Duration.ofSeconds(1)).expectReset(1, ErrorCode.CANCEL);
    }

    @Test
    @DisplayName("A reader that never gives credit has the time for what it was sent, on a stream")
    void neverOnStream() {
        Script script = Script.server().preface(4, INITIAL);
        script.send(Wire.of().windowUpdate(0, 1 << 20)).get(1).respond(1, 200, false);
        script.data(1, Octets.wrap(new byte[INITIAL + 1]), false);
        givesUp(script, toRead(INITIAL));
    }

    @Test
    @DisplayName("A reader that never gives credit has the time for what it was sent, on all")
    void neverOnConnection() {
        Script script = Script.server().preface(4, 1 << 20);
        script.get(1).respond(1, 200, false);
        script.data(1, Octets.wrap(new byte[INITIAL + 1]), false);
        givesUp(script, toRead(INITIAL));
    }

    @Test
    @DisplayName("Time that a window gave is used once: without any credit it runs out")
    void afterCredit() {
        Script script = Script.server().preface(4, INITIAL);
        script.send(Wire.of().windowUpdate(0, 1 << 20)).get(1).respond(1, 200, false);
        script.data(1, Octets.wrap(new byte[1 << 20]), false);
        script.after(Duration.ofMinutes(5)).send(Wire.of().windowUpdate(1, 1000));
        givesUp(script, toRead(INITIAL));
    }

    @Test
    @DisplayName("A window that was small, or was promised and taken back, earns no time")
    void promised() {
        Script small = Script.server().preface(4, 10).get(1).respond(1, 200, false);
        small.data(1, "hello, world", false);
        givesUp(small, Limits.DEFAULT.stallTimeout());
        Script taken = Script.server().preface(4, Integer.MAX_VALUE).get(1).respond(1, 200, false);
        taken.data(1, "hello", false).send(Wire.of().settings(4, 0)).data(1, "world", false);
        givesUp(taken, Limits.DEFAULT.stallTimeout());
    }

    @Test
    @DisplayName("Who does not want to wait for slow readers says so")
    void atOnce() {
        Script script = Script.server(l -> l.leastReadRate(Integer.MAX_VALUE)).preface(4, INITIAL);
        script.get(1).respond(1, 200, false);
        script.data(1, Octets.wrap(new byte[INITIAL + 1]), false);
        givesUp(script, Limits.DEFAULT.stallTimeout());
        Script patient = Script.server(l -> l.stallTimeout(Duration.ZERO)).preface(4, INITIAL);
        patient.get(1).respond(1, 200, false);
        patient.data(1, Octets.wrap(new byte[INITIAL + 1]), false).forget();
        patient.after(Duration.ofDays(100)).expectNothing();
    }
}
