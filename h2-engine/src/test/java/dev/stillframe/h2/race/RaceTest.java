package dev.stillframe.h2.race;

import static dev.stillframe.h2.race.RaceScript.attempt;
import static dev.stillframe.h2.race.RaceScript.cancel;
import static dev.stillframe.h2.race.RaceScript.failure;
import static dev.stillframe.h2.race.RaceScript.lost;
import static dev.stillframe.h2.race.RaceScript.race;
import static dev.stillframe.h2.race.RaceScript.won;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.RaceOptions.Family;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 8305, section by section. */
class RaceTest {
    @Test
    @DisplayName("Section 3: the preferred family's addresses are tried as soon as they come")
    void sixFirst() {
        race().six("6a", "6b").expect(attempt(0, "6a")).expectWakeAfter(250);
        race().six("6a").expect(attempt(0, "6a")).expectWakeAfter(10_000);
    }

    @Test
    @DisplayName("Section 3: addresses of the other family wait 50 ms for the preferred ones")
    void resolutionDelay() {
        race().four("4a")
                .expectNothing()
                .expectWakeAfter(50)
                .advance(49)
                .expectNothing()
                .advance(1)
                .expect(attempt(0, "4a"));
    }

    @Test
    @DisplayName("Section 3: preferred addresses that come within the delay go first")
    void withinDelay() {
        race().four("4a")
                .advance(30)
                .six("6a")
                .expect(attempt(0, "6a"))
                .advance(250)
                .expect(attempt(1, "4a"));
    }

    @Test
    @DisplayName("Section 3: preferred addresses that come later take their turn from then on")
    void afterDelay() {
        race().four("4a", "4b")
                .advance(50)
                .advance(100)
                .six("6a", "6b")
                .expect(attempt(0, "4a"))
                .advance(150)
                .expect(attempt(1, "6a"))
                .advance(250)
                .expect(attempt(2, "4b"))
                .advance(250)
                .expect(attempt(3, "6b"));
    }

    @Test
    @DisplayName("Section 3: an answer without addresses, or a failure, is not waited for further")
    void negative() {
        race().four("4a").six().expect(attempt(0, "4a"));
        race().four("4a").unresolved(Family.IPV6, "SERVFAIL").expect(attempt(0, "4a"));
        race().six().expectNothing().four("4a").expect(attempt(0, "4a"));
    }

    @Test
    @DisplayName("Section 4: the families take turns, the preferred one first")
    void interleaved() {
        RaceScript script = race().both(List.of("6a", "6b", "6c"), List.of("4a", "4b"));
        script.advance(250).advance(250).advance(250).advance(250).advance(250);
        script.expect(
                attempt(0, "6a"),
                attempt(1, "4a"),
                attempt(2, "6b"),
                attempt(3, "4b"),
                attempt(4, "6c"));
    }

    @Test
    @DisplayName("Section 4: which family is preferred can be chosen")
    void preference() {
        race(RaceOptions.DEFAULT.withFirst(Family.IPV4))
                .six("6a")
                .expectNothing()
                .four("4a")
                .expect(attempt(0, "4a"))
                .advance(250)
                .expect(attempt(1, "6a"));
    }

    @Test
    @DisplayName("Section 5: the next attempt is made after the delay, and the last goes on")
    void delay() {
        race().both(List.of("6a"), List.of("4a"))
                .expect(attempt(0, "6a"))
                .advance(249)
                .expectNothing()
                .advance(1)
                .expect(attempt(1, "4a"))
                .succeeded(0)
                .expect(cancel(1), won(0, "6a"));
    }

    @Test
    @DisplayName("Section 5: the next attempt is made at once when one has failed")
    void atOnce() {
        race().both(List.of("6a"), List.of("4a"))
                .advance(10)
                .failed(0, "unreachable")
                .expect(attempt(0, "6a"), attempt(1, "4a"))
                .succeeded(1)
                .expect(won(1, "4a"));
    }

    @Test
    @DisplayName(
            "Section 5: the first that connects wins, the others are cancelled, nothing follows")
    void firstWins() {
        RaceScript script = race().both(List.of("6a", "6b"), List.of("4a"));
        script.advance(250)
                .advance(250)
                .succeeded(1)
                .expect(
                        attempt(0, "6a"),
                        attempt(1, "4a"),
                        attempt(2, "6b"),
                        cancel(0),
                        cancel(2),
                        won(1, "4a"));
        script.succeeded(0).failed(2, "late").advance(60_000).six("6z").expectNothing();
        assertTrue(script.state.isOver());
        assertEquals(Long.MAX_VALUE, script.state.wakeAt());
    }

    @Test
    @DisplayName("When all have failed, all their errors are told, in the order of the failures")
    void allFailed() {
        race().both(List.of("6a"), List.of("4a"))
                .advance(250)
                .failed(1, "refused")
                .failed(0, "unreachable")
                .expect(
                        attempt(0, "6a"),
                        attempt(1, "4a"),
                        lost(
                                RaceEffect.Cause.ALL_FAILED,
                                "unreachable",
                                failure(1, "4a", "refused"),
                                failure(0, "6a", "unreachable")));
    }

    @Test
    @DisplayName("When all have failed but one family is not resolved yet, that is waited for")
    void halfResolved() {
        race().six("6a")
                .failed(0, "unreachable")
                .expect(attempt(0, "6a"))
                .four("4a")
                .expect(attempt(1, "4a"));
    }

    @Test
    @DisplayName("An endpoint without addresses is lost, and why")
    void noAddresses() {
        race().unresolved(Family.IPV6, "NXDOMAIN")
                .expectNothing()
                .unresolved(Family.IPV4, "NXDOMAIN")
                .expect(lost(RaceEffect.Cause.UNRESOLVED, "NXDOMAIN"));
        race().six()
                .unresolved(Family.IPV4, "SERVFAIL")
                .expect(lost(RaceEffect.Cause.UNRESOLVED, "no addresses; SERVFAIL"));
    }

    @Test
    @DisplayName("A race ends after its time, whatever is going on, also while it resolves")
    void timeout() {
        RaceOptions options = RaceOptions.DEFAULT.withTimeout(Duration.ofMillis(400));
        race(options)
                .both(List.of("6a", "6b"), List.of("4a"))
                .failed(0, "refused")
                .advance(400)
                .expect(
                        attempt(0, "6a"),
                        attempt(1, "4a"),
                        cancel(1),
                        lost(
                                RaceEffect.Cause.TIMED_OUT,
                                "no address connected within PT0.4S",
                                failure(0, "6a", "refused")));
        race(options)
                .advance(400)
                .expect(lost(RaceEffect.Cause.TIMED_OUT, "no address connected within PT0.4S"));
    }

    @Test
    @DisplayName("A race that is given up cancels what is going on")
    void abandoned() {
        race().six("6a")
                .step(new RaceEvent.Abandon<>())
                .expect(
                        attempt(0, "6a"),
                        cancel(0),
                        lost(RaceEffect.Cause.ABANDONED, "wanted no longer"));
    }

    @Test
    @DisplayName("No more addresses are tried than the limit allows")
    void bounded() {
        List<String> many = IntStream.range(0, 5000).mapToObj(i -> "6-" + i).toList();
        RaceScript script = race().both(many, List.of());
        for (int attempt = 0; attempt < 16; attempt++) {
            script.failed(attempt, "refused");
        }
        assertTrue(script.state.isOver());
        script.failed(16, "refused");
    }

    @Test
    @DisplayName("A success and a failure in one batch: the first to be told counts")
    void sameBatch() {
        race().both(List.of("6a"), List.of("4a"))
                .advance(250)
                .step(
                        new RaceEvent.Failed<>(0, "refused"),
                        new RaceEvent.Succeeded<>(1),
                        new RaceEvent.Succeeded<>(0))
                .expect(attempt(0, "6a"), attempt(1, "4a"), won(1, "4a"));
    }

    @Test
    @DisplayName("A second answer for a family, and attempts that are not known, change nothing")
    void strays() {
        RaceScript script = race().six("6a");
        Race<String> before = script.state;
        script.six("6z").failed(7, "?").succeeded(-1).expect(attempt(0, "6a"));
        assertEquals(before, script.state);
    }
}
