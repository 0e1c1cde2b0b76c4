package dev.stillframe.grpc.attempts;

import static dev.stillframe.grpc.attempts.CallScript.STOP;
import static dev.stillframe.grpc.attempts.CallScript.begin;
import static dev.stillframe.grpc.attempts.CallScript.call;
import static dev.stillframe.grpc.attempts.CallScript.cancel;
import static dev.stillframe.grpc.attempts.CallScript.commit;
import static dev.stillframe.grpc.attempts.CallScript.done;
import static dev.stillframe.grpc.attempts.CallScript.once;
import static dev.stillframe.grpc.attempts.CallScript.retry;
import static dev.stillframe.grpc.attempts.CallScript.status;
import static dev.stillframe.grpc.attempts.CallScript.timedOut;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.attempts.AttemptsEvent.Buffered;
import dev.stillframe.grpc.attempts.AttemptsEvent.Cancel;
import dev.stillframe.grpc.attempts.AttemptsEvent.Ended;
import dev.stillframe.grpc.attempts.AttemptsEvent.Start;
import dev.stillframe.grpc.wire.Trailing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A6's retry policy, section by section. */
class RetryTest {
    @Test
    @DisplayName("A6, Maximum Number of Retries: so many attempts, the first included")
    void attempts() {
        call(retry(3))
                .expect(begin(0, 0))
                .ended(0, Code.UNAVAILABLE)
                .expectNothing()
                .wakes(80, 120)
                .expect(begin(1, 1))
                .ended(1, Code.ABORTED)
                .wakes(160, 240)
                .expect(begin(2, 2))
                .ended(2, Code.UNAVAILABLE)
                .expect(done(2, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Maximum Number of Retries: the deadline applies across all attempts")
    void deadline() {
        call(retry(5), BufferLimits.DEFAULT, 150)
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .expect(begin(0, 0), begin(1, 1))
                .wakes(30, 70)
                .expect(cancel(1), timedOut(", after UNAVAILABLE"));
    }

    @Test
    @DisplayName("A call whose time is over before it starts is not attempted")
    void noTime() {
        call(retry(5), BufferLimits.DEFAULT, 0).expect(timedOut(""));
    }

    @Test
    @DisplayName("A retry that could only begin after the deadline is not waited for")
    void inVain() {
        call(retry(5), BufferLimits.DEFAULT, 70)
                .ended(0, Code.UNAVAILABLE)
                .expect(begin(0, 0), done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Exponential Backoff: min(initial * multiplier^(n-1), max), +- 20 %")
    void backoff() {
        call(retry(6))
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .ended(1, Code.UNAVAILABLE)
                .wakes(160, 240)
                .ended(2, Code.UNAVAILABLE)
                .wakes(320, 480)
                .ended(3, Code.UNAVAILABLE)
                .wakes(640, 960)
                .ended(4, Code.UNAVAILABLE)
                .wakes(800, 1200);
    }

    @Test
    @DisplayName("A6, Exponential Backoff: calls that fail together do not come back together")
    void spread() {
        Set<Long> wakes = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Attempts call = Attempts.of(retry(2), BufferLimits.DEFAULT, Long.MAX_VALUE, seed, 0);
            Ended failed =
                    new Ended(
                            0, status(Code.UNAVAILABLE), Reach.MAYBE_PROCESSED, CallScript.NOTHING);
            Shared shared = Shared.of(null);
            Attempts begun = call.step(List.of(new Start()), shared).next();
            wakes.add(begun.step(List.of(failed), shared).next().wakeAt());
        }
        assertTrue(wakes.size() > 95, wakes.size() + " different delays");
    }

    @Test
    @DisplayName("A6, Retryable Status Codes: any other ends the call")
    void fatal() {
        call(retry(5))
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .ended(1, Code.INVALID_ARGUMENT)
                .expect(begin(0, 0), begin(1, 1), done(1, Code.INVALID_ARGUMENT));
    }

    @Test
    @DisplayName("A6, Summary 1: OK is returned")
    void ok() {
        call(retry(5))
                .headers(0)
                .expect(begin(0, 0), commit(0))
                .ended(0, Code.OK)
                .expect(done(0, Code.OK));
        call(retry(5)).ended(0, Code.OK).expect(begin(0, 0), done(0, Code.OK));
    }

    @Test
    @DisplayName("A6, When Retries are Valid: response headers commit the call")
    void headersCommit() {
        call(retry(5))
                .headers(0)
                .headers(0)
                .expect(begin(0, 0), commit(0))
                .ended(0, Code.UNAVAILABLE)
                .expect(done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Memory Management: a full buffer commits the call to the attempt that runs")
    void bufferCommits() {
        CallScript script =
                call(retry(5), new BufferLimits(100, 1000), Long.MAX_VALUE).buffered(60);
        assertEquals(60, script.shared.buffered());
        script.buffered(40).expect(begin(0, 0)).buffered(1).expect(commit(0));
        assertEquals(0, script.shared.buffered());
        script.buffered(1000).ended(0, Code.UNAVAILABLE).expect(done(0, Code.UNAVAILABLE));
        assertEquals(0, script.shared.buffered());
    }

    @Test
    @DisplayName("A6, Memory Management: a full buffer between attempts makes the next the last")
    void bufferBetween() {
        CallScript script =
                call(retry(5), new BufferLimits(100, 1000), Long.MAX_VALUE)
                        .buffered(60)
                        .ended(0, Code.UNAVAILABLE)
                        .buffered(60)
                        .expect(begin(0, 0));
        assertEquals(60, script.shared.buffered());
        script.wakes(80, 120)
                .expect(begin(1, 1), commit(1))
                .ended(1, Code.UNAVAILABLE)
                .expect(done(1, Code.UNAVAILABLE));
        assertEquals(0, script.shared.buffered());
    }

    @Test
    @DisplayName("A6, Memory Management: the channel's limit counts all calls")
    void channelBuffer() {
        Shared shared = new Shared(Throttle.NONE, (16 << 20) - 10);
        CallScript script = call(retry(5), shared).buffered(11).expect(begin(0, 0), commit(0));
        assertEquals(shared, script.shared);
        CallScript other = call(retry(5), shared).buffered(10).expect(begin(0, 0));
        assertEquals(16 << 20, other.shared.buffered());
        other.step(new Cancel(status(Code.CANCELLED)));
        assertEquals(shared, other.shared);
    }

    @Test
    @DisplayName("A6, Memory Management: a call that does not fit is sent all the same")
    void tooLarge() {
        call(retry(5), new BufferLimits(0, 0), Long.MAX_VALUE)
                .step(new Buffered(5))
                .expect(begin(0, 0), commit(0));
        Attempts call = Attempts.of(retry(5), new BufferLimits(0, 0), Long.MAX_VALUE, 1, 0);
        assertEquals(
                List.of(begin(0, 0), commit(0)),
                call.step(List.of(new Buffered(5), new Start()), Shared.of(null)).effects());
    }

    @Test
    @DisplayName("A6, Pushback: retry in n ms, and the back-off begins anew")
    void pushback() {
        call(retry(5))
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .ended(1, Code.UNAVAILABLE, new Pushback.After(5000))
                .wakes(5000, 5000)
                .expect(begin(0, 0), begin(1, 1), begin(2, 2))
                .ended(2, Code.UNAVAILABLE)
                .wakes(80, 120)
                .expect(begin(3, 3));
    }

    @Test
    @DisplayName("A6, Pushback: zero is at once")
    void pushbackNow() {
        call(retry(5))
                .ended(0, Code.UNAVAILABLE, new Pushback.After(0))
                .expect(begin(0, 0), begin(1, 1));
    }

    @Test
    @DisplayName("A6, Pushback: a server that says not to retry is obeyed")
    void pushbackStop() {
        call(retry(5))
                .ended(0, Code.UNAVAILABLE, STOP)
                .expect(begin(0, 0), done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Pushback: it does not add to the attempts, nor to the codes")
    void pushbackLimits() {
        Pushback soon = new Pushback.After(1);
        call(retry(2))
                .ended(0, Code.UNAVAILABLE, soon)
                .wakes(1, 1)
                .ended(1, Code.UNAVAILABLE, soon)
                .expect(begin(0, 0), begin(1, 1), done(1, Code.UNAVAILABLE));
        call(retry(2)).ended(0, Code.INTERNAL, soon).expect(begin(0, 0), done(0, Code.INTERNAL));
    }

    @DisplayName("A6, Pushback: a signed 32-bit integer without unnecessary leading zeros")
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "2147483647, 2147483647",
        "2147483648, -1",
        "-1, -1",
        "-0, -1",
        "00, -1",
        "07, -1",
        "+7, -1",
        "' 7', -1",
        "7.0, -1",
        "'', -1",
        "99999999999999999999, -1",
        "\u0667, -1"
    })
    void pushbackValues(String value, int millis) {
        String name = "grpc-retry-pushback-ms";
        assertEquals(
                millis < 0 ? STOP : new Pushback.After(millis),
                Trailing.pushback(FieldSection.of(name, value)));
        assertEquals(STOP, Trailing.pushback(FieldSection.of(name, value, name, value)));
        assertEquals(CallScript.NOTHING, Trailing.pushback(FieldSection.EMPTY));
    }

    @Test
    @DisplayName("A6, Configuration Language: without a policy a failure is a failure")
    void noPolicy() {
        call(once()).ended(0, Code.UNAVAILABLE).expect(begin(0, 0), done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A call that is cancelled ends at once, also between attempts")
    void cancelled() {
        Cancel cancel = new Cancel(status(Code.CANCELLED));
        call(retry(5))
                .step(cancel)
                .expect(begin(0, 0), cancel(0), done(AttemptsEffect.NONE, Code.CANCELLED));
        call(retry(5))
                .ended(0, Code.UNAVAILABLE)
                .step(cancel, cancel)
                .advance(10_000)
                .expect(begin(0, 0), done(AttemptsEffect.NONE, Code.CANCELLED));
    }

    @Test
    @DisplayName("What comes after the end, or of an attempt that is over, has no effect")
    void late() {
        CallScript script =
                call(retry(5))
                        .ended(0, Code.UNAVAILABLE)
                        .ended(0, Code.OK)
                        .headers(0)
                        .headers(7)
                        .step(new Start())
                        .expect(begin(0, 0))
                        .wakes(80, 120)
                        .step(new Start())
                        .expect(begin(1, 1))
                        .ended(1, Code.OK)
                        .expect(done(1, Code.OK));
        Attempts over = script.state;
        assertTrue(over.isOver());
        assertEquals(Long.MAX_VALUE, over.wakeAt());
        script.headers(1).ended(1, Code.UNAVAILABLE).buffered(5).expectNothing();
        assertEquals(over.began(), script.state.began());
    }
}
