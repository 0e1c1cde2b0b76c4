package dev.stillframe.h2.runtime.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop promises to those that give it tasks, and its buffers to those that hold them. */
@Timeout(40)
class LoopTest {
    @Test
    @DisplayName("A task that fails, in whatever way, ends neither the loop nor the next task")
    void survives() throws Exception {
        Loops loops = new Loops("stillframe-test", 1);
        Loop loop = loops.next();
        CountDownLatch after = new CountDownLatch(1);
        loop.execute(
                () -> {
                    throw new IllegalStateException("a bug");
                });
        loop.execute(
                () -> {
                    throw new StackOverflowError("a deep one");
                });
        loop.at(
                Loop.now(),
                () -> {
                    throw new AssertionError("of an alarm");
                });
        loop.at(Loop.now() + 1, after::countDown);
        after.await();
        loops.close();
        loops.join();
        assertTrue(loops.ended().toCompletableFuture().isDone());
    }

    @Test
    @DisplayName("Every task is run once, also those that come while the loop ends and after it")
    void tasksAfterTheEnd() throws Exception {
        for (int round = 0; round < 50; round++) {
            Loops loops = new Loops("stillframe-test", 1);
            Loop loop = loops.next();
            AtomicInteger run = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> givers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                givers.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            await(go);
                                            for (int j = 0; j < 500; j++) {
                                                loop.execute(run::incrementAndGet);
                                            }
                                        }));
            }
            go.countDown();
            loops.close();
            for (Thread giver : givers) {
                giver.join();
            }
            loops.join();
            while (run.get() < 2000) {
                Thread.onSpinWait(); // those that come after the end are done by other threads
            }
            assertEquals(2000, run.get());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("A buffer that is held is not received into, and comes back when it is let go of")
    void heldBuffers() {
        ReceiveBuffers buffers = new ReceiveBuffers();
        ByteBuffer first = buffers.next();
        assertSame(first, buffers.next(), "nobody holds it");
        Runnable one = buffers.hold();
        Runnable other = buffers.hold();
        assertNotNull(one);
        assertNotNull(other);
        assertFalse(buffers.next() == first);
        one.run();
        assertEquals(1, buffers.held());
        other.run();
        assertEquals(0, buffers.held());
        assertNotNull(buffers.hold());
        assertSame(first, buffers.next(), "it is used again");
    }

    @Test
    @DisplayName("L5: so many buffers are held and no more; the rest is to be copied")
    void bounded() {
        ReceiveBuffers buffers = new ReceiveBuffers();
        Deque<Runnable> holds = new ArrayDeque<>();
        for (int i = 0; i < ReceiveBuffers.MOST_HELD; i++) {
            buffers.next();
            Runnable hold = buffers.hold();
            assertNotNull(hold);
            holds.add(hold);
        }
        buffers.next();
        assertNull(buffers.hold());
        holds.remove().run();
        assertNotNull(buffers.hold());
        holds.forEach(Runnable::run);
        assertEquals(0, buffers.held());
    }
}
