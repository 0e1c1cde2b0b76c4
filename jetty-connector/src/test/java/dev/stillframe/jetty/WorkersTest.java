package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A connection whose server's pool takes nothing more. */
class WorkersTest {
    @Test
    @DisplayName("what ends a request is run here, and nobody is told that nothing is produced")
    void stopping() {
        List<String> ran = new ArrayList<>();
        Workers workers =
                new Workers(
                        task -> {
                            throw new RejectedExecutionException("it stops");
                        },
                        () -> null);
        workers.dispatch();
        workers.execute(() -> ran.add("the end"));
        workers.stop();
        assertEquals(List.of("the end"), ran);
    }
}
