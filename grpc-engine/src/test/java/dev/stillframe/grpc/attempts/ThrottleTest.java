package dev.stillframe.grpc.attempts;

import static dev.stillframe.grpc.attempts.CallScript.STOP;
import static dev.stillframe.grpc.attempts.CallScript.begin;
import static dev.stillframe.grpc.attempts.CallScript.call;
import static dev.stillframe.grpc.attempts.CallScript.cancel;
import static dev.stillframe.grpc.attempts.CallScript.commit;
import static dev.stillframe.grpc.attempts.CallScript.done;
import static dev.stillframe.grpc.attempts.CallScript.hedging;
import static dev.stillframe.grpc.attempts.CallScript.once;
import static dev.stillframe.grpc.attempts.CallScript.retry;
import static dev.stillframe.grpc.attempts.CallScript.tokens;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A6, "Throttling Retry Attempts and Hedged RPCs". */
class ThrottleTest {
    private static Shared holding(int milliTokens) {
        return new Shared(new Throttle(tokens(10, 100), milliTokens), 0);
    }

    private static int tokensAfter(CallScript script) {
        return script.shared.throttle().milliTokens();
    }

    @Test
    @DisplayName("A6, Throttling: maxTokens at first, less 1 a failure, more tokenRatio a success")
    void tokenCount() {
        Throttle full = Throttle.of(tokens(10, 100));
        assertEquals(10_000, full.milliTokens());
        assertSame(full, full.succeeded());
        assertEquals(9_000, full.failed().milliTokens());
        assertEquals(9_100, full.failed().succeeded().milliTokens());
        Throttle empty = new Throttle(tokens(10, 100), 400);
        assertEquals(0, empty.failed().milliTokens());
        assertSame(Throttle.NONE, Throttle.NONE.failed().succeeded());
        assertTrue(Throttle.NONE.allows());
    }

    @Test
    @DisplayName("A6, Throttling: the threshold is half of maxTokens, and must be exceeded")
    void threshold() {
        assertFalse(new Throttle(tokens(10, 100), 5_000).allows());
        assertTrue(new Throttle(tokens(10, 100), 5_001).allows());
        assertFalse(new Throttle(tokens(1, 100), 500).allows());
    }

    @Test
    @DisplayName("A6, Throttling: a retry that is throttled fails at once")
    void retryThrottled() {
        CallScript script =
                call(retry(5), holding(6_000))
                        .ended(0, Code.UNAVAILABLE)
                        .expect(begin(0, 0), done(0, Code.UNAVAILABLE));
        assertEquals(5_000, tokensAfter(script));
        call(retry(5), holding(6_001))
                .ended(0, Code.UNAVAILABLE)
                .wakes(80, 120)
                .expect(begin(0, 0), begin(1, 1));
    }

    @Test
    @DisplayName("A6, Throttling: the first attempt is always sent, hedges are not")
    void hedgeThrottled() {
        call(hedging(3, 10), holding(5_000))
                .advance(100)
                .expect(begin(0, 0))
                .headers(0)
                .expect(commit(0));
        call(hedging(3, 10), holding(5_000))
                .ended(0, Code.UNAVAILABLE)
                .expect(begin(0, 0), done(0, Code.UNAVAILABLE));
    }

    @Test
    @DisplayName("A6, Throttling: hedges that are sent already go on")
    void hedgesGoOn() {
        call(hedging(4, 0), holding(6_000))
                .expect(begin(0, 0), begin(1, 1), begin(2, 2), begin(3, 3))
                .ended(0, Code.UNAVAILABLE)
                .ended(1, Code.OK)
                .expect(cancel(2), cancel(3), done(1, Code.OK));
    }

    @Test
    @DisplayName("A6, Throttling: only retryable codes count, and pushback that says stop")
    void whatCounts() {
        assertEquals(10_000, tokensAfter(call(retry(2), holding(10_000)).ended(0, Code.INTERNAL)));
        assertEquals(
                9_000, tokensAfter(call(retry(2), holding(10_000)).ended(0, Code.INTERNAL, STOP)));
        assertEquals(9_000, tokensAfter(call(retry(2), holding(10_000)).ended(0, Code.ABORTED)));
        assertEquals(
                9_000, tokensAfter(call(hedging(2, 1), holding(10_000)).ended(0, Code.ABORTED)));
        assertEquals(
                9_000,
                tokensAfter(call(retry(2), holding(10_000)).headers(0).ended(0, Code.ABORTED)));
        assertEquals(10_000, tokensAfter(call(once(), holding(10_000)).ended(0, Code.ABORTED)));
    }

    @Test
    @DisplayName("A6, Throttling: every call that succeeds gives back, with a policy or without")
    void successes() {
        assertEquals(7_100, tokensAfter(call(once(), holding(7_000)).ended(0, Code.OK)));
        assertEquals(
                7_100, tokensAfter(call(retry(2), holding(7_000)).headers(0).ended(0, Code.OK)));
    }

    @Test
    @DisplayName("Another config keeps the share of the tokens")
    void reconfigured() {
        Throttle half = new Throttle(tokens(10, 100), 5_500);
        assertEquals(new Throttle(tokens(1000, 1), 550_000), half.under(tokens(1000, 1)));
        assertSame(half, half.under(tokens(10, 100)));
        assertSame(Throttle.NONE, half.under(null));
        assertEquals(Throttle.of(tokens(3, 1)), Throttle.NONE.under(tokens(3, 1)));
    }
}
