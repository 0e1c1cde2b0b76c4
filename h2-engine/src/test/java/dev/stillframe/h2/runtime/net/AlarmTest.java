package dev.stillframe.h2.runtime.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alarms of a loop: each rings once, when it was last set to, and leaves nothing behind. */
@Timeout(40)
class AlarmTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private Loops loops;
    private Loop loop;

    @BeforeEach
    void start() throws Exception {
        loops = new Loops("stillframe-test", 1);
        loop = loops.next();
    }

    @AfterEach
    void stop() throws Exception {
        loops.close();
        loops.join();
    }

    private void onLoop(Runnable task) throws Exception {
        FutureTask<Void> done = new FutureTask<>(task, null);
        loop.execute(done);
        done.get();
    }

    private int queued() throws Exception {
        AtomicInteger size = new AtomicInteger();
        onLoop(() -> size.set(loop.alarms().size()));
        return size.get();
    }

    @Test
    @DisplayName("One that is moved earlier and later, over and over, stands in the queue once")
    void moved() throws Exception {
        Alarm alarm = new Alarm(loop, () -> {});
        onLoop(
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        alarm.at(Loop.now() + HOUR - i * MILLI);
                        alarm.at(Loop.now() + HOUR + i * MILLI);
                    }
                });
        assertTrue(queued() <= 130, "its former places are cleared away: " + queued());
        onLoop(alarm::cancel);
        CountDownLatch rang = new CountDownLatch(1);
        new Alarm(loop, rang::countDown).at(Loop.now());
        rang.await();
    }

    @Test
    @DisplayName("Those that ring early for being moved later do not multiply")
    void once() throws Exception {
        AtomicInteger rings = new AtomicInteger();
        CountDownLatch late = new CountDownLatch(1);
        Alarm alarm =
                new Alarm(
                        loop,
                        () -> {
                            rings.incrementAndGet();
                            late.countDown();
                        });
        long now = Loop.now();
        for (int i = 1; i <= 20; i++) {
            alarm.at(now + (40 - i) * MILLI);
            alarm.at(now + (60 + i) * MILLI);
        }
        late.await();
        assertTrue(Loop.now() >= now + 80 * MILLI, "not before it was last set to");
        onLoop(() -> {});
        assertEquals(1, rings.get());
        assertEquals(0, queued());
    }

    @Test
    @DisplayName(
            "The last of many settings by another thread counts, whatever the loop does meanwhile")
    void raced() throws Exception {
        for (int round = 0; round < 300; round++) {
            CountDownLatch rang = new CountDownLatch(1);
            Alarm alarm = new Alarm(loop, rang::countDown);
            for (int i = 0; i < 20; i++) {
                alarm.at(Loop.now() + i % 3 * MILLI / 10);
                alarm.at(Loop.now() + HOUR);
            }
            alarm.at(Loop.now() + MILLI / 2);
            rang.await();
        }
    }

    @Test
    @DisplayName("One that is taken back does not ring")
    void takenBack() throws Exception {
        AtomicInteger rings = new AtomicInteger();
        Alarm alarm = new Alarm(loop, rings::incrementAndGet);
        long due = Loop.now() + 5 * MILLI;
        alarm.at(due);
        alarm.at(Long.MAX_VALUE);
        CountDownLatch later = new CountDownLatch(1);
        loop.at(due + MILLI, later::countDown);
        later.await();
        assertEquals(0, rings.get());
    }
}
