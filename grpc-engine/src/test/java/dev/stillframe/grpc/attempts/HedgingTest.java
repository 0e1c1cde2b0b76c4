package dev.stillframe.grpc.attempts;

import static dev.stillframe.grpc.attempts.CallScript.STOP;
import static dev.stillframe.grpc.attempts.CallScript.begin;
import static dev.stillframe.grpc.attempts.CallScript.call;
import static dev.stillframe.grpc.attempts.CallScript.cancel;
import static dev.stillframe.grpc.attempts.CallScript.commit;
import static dev.stillframe.grpc.attempts.CallScript.done;
import static dev.stillframe.grpc.attempts.CallScript.hedging;
import static dev.stillframe.grpc.attempts.CallScript.timedOut;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A6's hedging policy, section by section. */
class HedgingTest {
    @Test
    @DisplayName("A6, Hedging Policy: another attempt after each delay, up to maxAttempts")
    void delays() {
        call(hedging(4, 500))
                .expect(begin(0, 0))
                .advance(499)
                .expectNothing()
                .advance(1)
                .expect(begin(1, 1))
                .wakes(500, 500)
                .expect(begin(2, 2))
                .wakes(500, 500)
                .expect(begin(3, 3))
                .advance(10_000)
                .expectNothing();
    }

    @Test
    @DisplayName("A6, Hedging Policy: without a delay all at once")
    void atOnce() {
        call(hedging(4, 0)).expect(begin(0, 0), begin(1, 1), begin(2, 2), begin(3, 3));
    }

    @Test
    @DisplayName("A6, Hedging Policy: the first response wins, the others are cancelled")
    void wins() {
        call(hedging(3, 10))
                .wakes(10, 10)
                .headers(1)
                .expect(begin(0, 0), begin(1, 1), cancel(0), commit(1))
                .ended(0, Code.OK)
                .advance(100)
                .expectNothing()
                .ended(1, Code.UNAVAILABLE)
                .expect(done(1, Code.UNAVAILABLE));
        call(hedging(3, 10))
                .wakes(10, 10)
                .ended(1, Code.OK)
                .expect(begin(0, 0), begin(1, 1), cancel(0), done(1, Code.OK));
    }

    @Test
    @DisplayName("A6, Hedging Policy: after a non-fatal status the next is sent at once")
    void nonFatal() {
        call(hedging(4, 500))
                .advance(200)
                .ended(0, Code.UNAVAILABLE)
                .expect(begin(0, 0), begin(1, 1))
                .wakes(500, 500)
                .expect(begin(2, 2));
    }

    @Test
    @DisplayName("A6, Hedging Policy: a fatal status ends the call")
    void fatal() {
        call(hedging(3, 0))
                .ended(1, Code.INVALID_ARGUMENT)
                .expect(
                        begin(0, 0),
                        begin(1, 1),
                        begin(2, 2),
                        cancel(0),
                        cancel(2),
                        done(1, Code.INVALID_ARGUMENT));
    }

    @Test
    @DisplayName("A6, Hedging Policy: when all have failed, the last failure is the call's")
    void allFail() {
        call(hedging(2, 0))
                .ended(1, Code.ABORTED)
                .expect(begin(0, 0), begin(1, 1))
                .ended(0, Code.UNAVAILABLE)
                .expect(done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Hedging Policy: a deadline fails the call whatever is in flight")
    void deadline() {
        call(hedging(3, 40), BufferLimits.DEFAULT, 50)
                .wakes(40, 40)
                .wakes(10, 10)
                .expect(begin(0, 0), begin(1, 1), cancel(0), cancel(1), timedOut(""));
    }

    @Test
    @DisplayName("A6, Pushback: not to retry stops further hedges, those sent go on")
    void pushbackStop() {
        call(hedging(4, 10))
                .wakes(10, 10)
                .ended(0, Code.UNAVAILABLE, STOP)
                .advance(100)
                .expect(begin(0, 0), begin(1, 1))
                .ended(1, Code.OK)
                .expect(done(1, Code.OK));
        call(hedging(4, 10))
                .ended(0, Code.UNAVAILABLE, STOP)
                .expect(begin(0, 0), done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Summary 5: the next in n ms, the following after n + hedgingDelay")
    void pushbackAfter() {
        call(hedging(4, 100))
                .ended(0, Code.UNAVAILABLE, new Pushback.After(300))
                .expect(begin(0, 0))
                .wakes(300, 300)
                .expect(begin(1, 1))
                .wakes(100, 100)
                .expect(begin(2, 2));
    }

    @Test
    @DisplayName("A6, Pushback: another failure does not shorten what a server has asked for")
    void pushbackHolds() {
        call(hedging(4, 100))
                .wakes(100, 100)
                .ended(0, Code.UNAVAILABLE, new Pushback.After(300))
                .ended(1, Code.ABORTED)
                .expect(begin(0, 0), begin(1, 1))
                .wakes(300, 300)
                .expect(begin(2, 2));
    }

    @Test
    @DisplayName("A6, Memory Management: a full buffer keeps the attempt that has sent most")
    void bufferCommits() {
        CallScript script =
                call(hedging(3, 0), new BufferLimits(100, 100), Long.MAX_VALUE)
                        .buffered(100)
                        .sent(0, 1)
                        .sent(1, 3)
                        .sent(2, 2)
                        .expect(begin(0, 0), begin(1, 1), begin(2, 2));
        script.buffered(1).expect(cancel(0), cancel(2), commit(1));
        assertEquals(0, script.shared.buffered());
    }
}
