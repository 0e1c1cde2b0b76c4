package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a live heap")
class LiveHeapTest {

    private static final int HELD = 1_000;

    /** What a heap is looked through for: 16 to 32 octets, as headers of objects are. */
    private record Grain(long value) {}

    @Test
    @DisplayName("is read from what the JVM says, whatever loader a class has")
    void parsed() {
        LiveHeap heap =
                LiveHeap.parsed(
                        List.of(
                                "4242:",
                                " num     #instances         #bytes  class name (module)",
                                "-------------------------------------------------------",
                                "   1:         20000        1600000  [B (java.base@25.0.3)",
                                "   2:            10            240  dev.stillframe.h2.Thing",
                                "   3:             1             16  dev.stillframe.h2.Thing",
                                "Total         20011        1600256"));
        assertEquals(1_600_256, heap.total());
        assertEquals(256, heap.of("dev.stillframe."));
        assertTrue(
                heap.grown(LiveHeap.parsed(List.of()), 1).contains("1,600,000  [B"),
                heap.grown(LiveHeap.parsed(List.of()), 1));
    }

    @Test
    @DisplayName("of another JVM has what is held in it")
    void ofAnother() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertEquals("held", other.inputReader().readLine());
            LiveHeap heap = LiveHeap.of(other.pid());
            assertEquals(HELD * 24L, heap.of(Grain.class.getName()), 8.0 * HELD);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    @DisplayName("cannot be one's own")
    void own() {
        assertThrows(
                IllegalArgumentException.class, () -> LiveHeap.of(ProcessHandle.current().pid()));
    }

    /** A JVM that holds something until its input ends. */
    static final class Holder {
        private static final List<Grain> ALL = new ArrayList<>();

        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < HELD; i++) {
                ALL.add(new Grain(i));
            }
            System.out.println("held");
            System.in.read();
        }
    }
}
