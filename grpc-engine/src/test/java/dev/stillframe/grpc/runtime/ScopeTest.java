package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call has begun does not outlive it. */
@Timeout(60)
class ScopeTest {
    @Test
    @DisplayName("forked work that was cancelled and goes on is waited for as well")
    void cancelled() throws Exception {
        Scope scope = new Scope(Thread.currentThread());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Future<?> stubborn =
                scope.fork(
                        () -> {
                            begun.countDown();
                            while (leave.getCount() > 0) {
                                try {
                                    leave.await();
                                } catch (InterruptedException e) {
                                    interrupted.countDown();
                                }
                            }
                            return null;
                        });
        begun.await();
        assertTrue(stubborn.cancel(true));
        interrupted.await();
        scope.fork(Thread::currentThread).get().join();

        Thread joins = Thread.ofPlatform().start(scope::join);
        Book.await(
                "it waits, or has not waited",
                () ->
                        joins.getState() == Thread.State.WAITING
                                || joins.getState() == Thread.State.TERMINATED);
        Thread.State state = joins.getState();
        leave.countDown();
        joins.join();
        assertEquals(Thread.State.WAITING, state);
    }
}
