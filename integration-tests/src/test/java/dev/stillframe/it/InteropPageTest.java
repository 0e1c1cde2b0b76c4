package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisplayName("docs/interop.md")
class InteropPageTest {
    @Test
    @DisplayName("says what the other tests of it show")
    @DisabledIfSystemProperty(
            named = "stillframe.regenerate",
            matches = "true",
            disabledReason = "it is written when the run is over")
    void page() throws Exception {
        assertEquals(
                InteropPage.written(),
                Files.readString(InteropPage.FILE),
                "regenerate docs/interop.md; how is said in it");
    }
}
