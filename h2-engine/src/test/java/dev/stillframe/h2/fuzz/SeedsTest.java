package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The corpus in the tree is the one that {@link Seeds} makes, and what was found besides. */
class SeedsTest {
    @Test
    @DisplayName("Every seed lies in the tree as it is made")
    void seeds() throws IOException {
        for (Map.Entry<String, byte[]> seed : Seeds.all().entrySet()) {
            try (InputStream there = SeedsTest.class.getResourceAsStream("/" + seed.getKey())) {
                assertNotNull(there, () -> seed.getKey() + " is missing: run Seeds");
                assertArrayEquals(
                        seed.getValue(),
                        there.readAllBytes(),
                        () -> seed.getKey() + " is stale: run Seeds");
            }
        }
    }
}
