package dev.stillframe.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On a loop whose time the test moves. */
@DisplayName("a channel that takes nothing")
class StallWatchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long waiting = 1_000;
    private int stalled;

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    private StallWatch watch(Duration timeout) {
        return new StallWatch(channel.eventLoop(), timeout, () -> waiting, () -> stalled++);
    }

    private void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    @DisplayName("is told once, after the time-out and not before")
    void told() {
        watch(TIMEOUT).begin();
        pass(60);
        assertEquals(0, stalled);
        pass(15);
        assertEquals(1, stalled);
        pass(1_000);
        assertEquals(1, stalled);
    }

    @Test
    @DisplayName("is not one that takes little, however long")
    void little() {
        watch(TIMEOUT).begin();
        for (int i = 0; i < 20; i++) {
            pass(59);
            waiting--;
        }
        assertEquals(0, stalled);
    }

    @Test
    @DisplayName("is not one whose writes are taken, each after a while")
    void taken() {
        StallWatch watch = watch(TIMEOUT);
        for (int i = 0; i < 20; i++) {
            watch.begin();
            pass(59);
            watch.end();
        }
        pass(1_000);
        assertEquals(0, stalled);
    }

    @Test
    @DisplayName("is left alone where there is no time-out, and when it is closed")
    void leftAlone() {
        watch(Duration.ZERO).begin();
        StallWatch closed = watch(TIMEOUT);
        closed.begin();
        closed.stop();
        pass(1_000);
        assertEquals(0, stalled);
        assertEquals(-1, channel.runScheduledPendingTasks(), "timers are left");
    }
}
