package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which requests are sent again. */
class RetryTest {
    private static final End REFUSED = new End.Unprocessed(ErrorCode.REFUSED_STREAM, "");
    private static final End GONE_AWAY = new End.Unprocessed(ErrorCode.NO_ERROR, "GOAWAY");

    @Test
    @DisplayName("What was never processed goes again, once")
    void unprocessed() {
        assertEquals(Retry.AGAIN, Retry.of(REFUSED, false, true, 0, Retry.ONCE));
        assertEquals(Retry.AGAIN, Retry.of(GONE_AWAY, false, true, 0, Retry.ONCE));
        assertEquals(Retry.SPENT, Retry.of(REFUSED, false, true, 1, Retry.ONCE));
        assertEquals(Retry.AGAIN, Retry.of(REFUSED, false, true, 1, 2));
        assertEquals(Retry.SPENT, Retry.of(REFUSED, false, true, 0, 0));
    }

    @Test
    @DisplayName("What was answered in part does not")
    void answered() {
        assertEquals(Retry.ANSWERED, Retry.of(REFUSED, true, true, 0, Retry.ONCE));
    }

    @Test
    @DisplayName("What has content that is gone does not")
    void content() {
        assertEquals(Retry.CONTENT_GONE, Retry.of(REFUSED, false, false, 0, Retry.ONCE));
    }

    @Test
    @DisplayName("What may have been processed does not, whatever else holds")
    void processed() {
        End reset = new End.Reset(ErrorCode.INTERNAL_ERROR, true, "");
        End lost = new End.Lost(ErrorCode.NO_ERROR, true, "reset by peer");
        assertEquals(Retry.PROCESSED, Retry.of(reset, false, true, 0, 5));
        assertEquals(Retry.PROCESSED, Retry.of(lost, false, true, 0, 5));
        assertEquals(Retry.COMPLETE, Retry.of(new End.Complete(), false, true, 0, 5));
    }
}
