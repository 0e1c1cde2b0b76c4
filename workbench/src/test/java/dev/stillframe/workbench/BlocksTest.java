package dev.stillframe.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a block that a command writes into a document")
class BlocksTest {

    private static final String BEGIN = "<!-- begin http (written by ./stillframe) -->\n";
    private static final String END = "<!-- end http -->\n";

    @Test
    @DisplayName("comes at the end at first")
    void first() {
        assertEquals(BEGIN + "text\n" + END, Blocks.replaced("", "http", "text"));
        assertEquals(
                "# Title\n\n" + BEGIN + "text\n" + END,
                Blocks.replaced("# Title\n", "http", "text\n"));
    }

    @Test
    @DisplayName("is replaced later, and nothing else is")
    void again() {
        String before = "before\n" + BEGIN + "old\n\nolder\n" + END + "after\n";
        assertEquals(
                "before\n" + BEGIN + "new\n" + END + "after\n",
                Blocks.replaced(before, "http", "new\n"));
        assertEquals(
                before
                        + "\n"
                        + BEGIN.replace("http", "memory")
                        + "m\n"
                        + END.replace("http", "memory"),
                Blocks.replaced(before, "memory", "m\n"));
    }

    @Test
    @DisplayName("is left alone when one of its markers is missing")
    void broken() {
        assertThrows(
                IllegalStateException.class, () -> Blocks.replaced("x\n" + BEGIN, "http", "new"));
        assertThrows(
                IllegalStateException.class,
                () -> Blocks.replaced(END + "x\n" + BEGIN, "http", "new"));
    }
}
