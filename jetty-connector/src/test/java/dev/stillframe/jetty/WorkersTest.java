package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection whose server's pool takes nothing more. */
class WorkersTest {
    @Test
    @Timeout(30)
    @DisplayName(
            "what ends a request is run all the same, and nobody is told that nothing is produced")
    void stopping() {
        CompletableFuture<String> ran = new CompletableFuture<>();
        Workers workers =
                new Workers(
                        task -> {
                            throw new RejectedExecutionException("it stops");
                        },
                        () -> null);
        workers.dispatch();
        workers.execute(() -> ran.complete("the end"));
        assertEquals("the end", ran.join(), "on whichever thread there is");
        workers.stop();
    }
}
