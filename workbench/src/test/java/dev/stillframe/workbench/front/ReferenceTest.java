package dev.stillframe.workbench.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the reference application")
class ReferenceTest {

    @Test
    @DisplayName("says hello in 13 octets")
    void hello() {
        assertEquals(13, Reference.hello().remaining());
    }

    @Test
    @DisplayName("has a pattern whose pieces follow each other without a seam")
    void pattern() {
        ByteBuffer piece = Reference.pattern();
        int length = piece.remaining();
        for (int i = 0; i < length; i++) {
            assertEquals(Reference.at(i), piece.get(i), "octet " + i);
        }
        assertEquals(Reference.at(0), Reference.at(length));
    }

    @Test
    @DisplayName("gives each reader a view of its own")
    void views() {
        Reference.pattern().get();
        assertEquals(0, Reference.pattern().position());
    }
}
