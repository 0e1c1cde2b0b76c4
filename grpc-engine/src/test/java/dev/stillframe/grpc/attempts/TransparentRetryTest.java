package dev.stillframe.grpc.attempts;

import static dev.stillframe.grpc.attempts.CallScript.begin;
import static dev.stillframe.grpc.attempts.CallScript.call;
import static dev.stillframe.grpc.attempts.CallScript.cancel;
import static dev.stillframe.grpc.attempts.CallScript.commit;
import static dev.stillframe.grpc.attempts.CallScript.done;
import static dev.stillframe.grpc.attempts.CallScript.hedging;
import static dev.stillframe.grpc.attempts.CallScript.once;
import static dev.stillframe.grpc.attempts.CallScript.retry;
import static dev.stillframe.grpc.attempts.CallScript.timedOut;
import static dev.stillframe.grpc.attempts.CallScript.tokens;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A6, "Transparent Retries". */
class TransparentRetryTest {
    @Test
    @DisplayName("A6, Transparent Retries: what never left the client goes again, and again")
    void notSent() {
        CallScript script = call(once()).expect(begin(0, 0));
        for (int i = 0; i < Attempts.MOST_NOT_SENT; i++) {
            script.ended(i, Reach.NOT_SENT).expect(begin(i + 1, 0));
        }
        script.ended(Attempts.MOST_NOT_SENT, Reach.NOT_SENT)
                .expect(done(Attempts.MOST_NOT_SENT, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Transparent Retries: what was not processed goes again at once, once")
    void notProcessed() {
        call(once())
                .ended(0, Reach.NOT_PROCESSED)
                .expect(begin(0, 0), begin(1, 0))
                .ended(1, Reach.NOT_SENT)
                .expect(begin(2, 0))
                .ended(2, Reach.NOT_PROCESSED)
                .expect(done(2, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Transparent Retries: then the retry policy has its turn")
    void thenPolicy() {
        call(retry(2))
                .ended(0, Reach.NOT_PROCESSED)
                .expect(begin(0, 0), begin(1, 0))
                .ended(1, Reach.NOT_PROCESSED)
                .expectNothing()
                .wakes(80, 120)
                .expect(begin(2, 1))
                .ended(2, Reach.NOT_PROCESSED)
                .expect(done(2, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Transparent Retries: they take no tokens and no attempts")
    void notCounted() {
        CallScript script =
                call(retry(2), Shared.of(tokens(10, 1)))
                        .ended(0, Reach.NOT_PROCESSED)
                        .ended(1, Reach.NOT_SENT);
        assertEquals(10_000, script.shared.throttle().milliTokens());
        script.ended(2, Code.UNAVAILABLE)
                .wakes(80, 120)
                .expect(begin(0, 0), begin(1, 0), begin(2, 0), begin(3, 1));
        assertEquals(9_000, script.shared.throttle().milliTokens());
    }

    @Test
    @DisplayName("A6, Exposed Retry Metadata: the same number as the attempt that it replaces")
    void previous() {
        call(retry(3))
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .ended(1, Reach.NOT_SENT)
                .expect(begin(0, 0), begin(1, 1), begin(2, 1));
    }

    @Test
    @DisplayName("A6, Transparent Retries: not without the buffer, and not beyond the deadline")
    void limits() {
        call(once(), new BufferLimits(1, 1), Long.MAX_VALUE)
                .buffered(2)
                .ended(0, Reach.NOT_SENT)
                .expect(begin(0, 0), commit(0), done(0, Code.UNAVAILABLE));
        CallScript script = call(once(), BufferLimits.DEFAULT, 10);
        script.step(
                        new AttemptsEvent.Clock(10 * CallScript.MILLI),
                        new AttemptsEvent.Ended(
                                0,
                                CallScript.status(Code.UNAVAILABLE),
                                Reach.NOT_SENT,
                                CallScript.NOTHING))
                .expect(begin(0, 0), timedOut(""));
    }

    @Test
    @DisplayName("A6, Transparent Retries: a hedge is replaced, the others go on")
    void hedge() {
        call(hedging(3, 0))
                .ended(1, Reach.NOT_PROCESSED)
                .expect(begin(0, 0), begin(1, 1), begin(2, 2), begin(3, 1))
                .headers(3)
                .expect(cancel(0), cancel(2), commit(3));
    }
}
