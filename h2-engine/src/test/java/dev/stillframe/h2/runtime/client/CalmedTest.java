package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client whose servers find that it asks too often (gRFC A8). */
class CalmedTest {
    private static final Limits LIMITS =
            Limits.DEFAULT.toBuilder()
                    .keepAlive(Duration.ofSeconds(10))
                    .idleKeepAlive(Duration.ofHours(2))
                    .build();

    private final Calmed calmed = new Calmed();

    private void goAway(ErrorCode code, String debug) {
        calmed.told(new Notice.GoAway(0, code, Octets.utf8(debug)));
    }

    @Test
    @DisplayName("asks half as often from then on, each time again, and never not at all")
    void doubled() {
        assertSame(LIMITS, calmed.of(LIMITS));
        goAway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
        assertEquals(Duration.ofSeconds(20), calmed.of(LIMITS).keepAlive());
        assertEquals(Duration.ofHours(4), calmed.of(LIMITS).idleKeepAlive());
        goAway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
        assertEquals(Duration.ofSeconds(40), calmed.of(LIMITS).keepAlive());
        for (int i = 0; i < 20; i++) {
            goAway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
        }
        assertEquals(Duration.ofSeconds(10 << 20), calmed.of(LIMITS).keepAlive());
    }

    @Test
    @DisplayName("takes no other word for this one, and asks no more than it did")
    void others() {
        goAway(ErrorCode.ENHANCE_YOUR_CALM, "too many streams reset");
        goAway(ErrorCode.NO_ERROR, "too_many_pings");
        assertSame(LIMITS, calmed.of(LIMITS));
        goAway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
        assertSame(Limits.DEFAULT, calmed.of(Limits.DEFAULT));
    }
}
