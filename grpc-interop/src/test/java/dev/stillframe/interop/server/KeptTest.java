package dev.stillframe.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeptTest {
    private final AtomicLong now = new AtomicLong();
    private final Kept kept = new Kept(now::incrementAndGet);

    private long ask(String request) {
        return kept.madeAt(ByteString.copyFromUtf8(request));
    }

    @Test
    @DisplayName("the same request has the same answer, and another has another")
    void keeps() {
        assertEquals(1, ask("a"));
        assertEquals(1, ask("a"));
        assertEquals(3, ask("b"));
        assertEquals(1, ask("a"));
    }

    @Test
    @DisplayName("an answer is kept for its time, and then made anew")
    void ages() {
        assertEquals(1, ask("a"));
        now.set(Kept.AGE.toNanos() - 1);
        assertEquals(1, ask("a"));
        assertEquals(Kept.AGE.toNanos() + 1, ask("a"));
        assertEquals(Kept.AGE.toNanos() + 1, ask("a"));
    }

    @Test
    @DisplayName("of more than a hundred answers the oldest is let go")
    void forgets() {
        assertEquals(1, ask("first"));
        for (int i = 0; i < 100; i++) {
            ask("other " + i);
        }
        assertEquals(102, ask("first"));
    }
}
