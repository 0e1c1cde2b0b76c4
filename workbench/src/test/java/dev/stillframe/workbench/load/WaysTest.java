package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the table of large transfers")
class WaysTest {

    @Test
    @DisplayName("compares each with the one whose windows are unlimited, and judges ours")
    void table() {
        Map<String, Ways> measured = new LinkedHashMap<>();
        measured.put("vertx", new Ways(0.5, 1.1, 0.5, 1.5));
        measured.put("vertx-unlimited", new Ways(0.5, 1, 0.5, 1));
        measured.put("vertx-native", new Ways(0.5, 9, 0.5, 1));
        measured.put("jetty", new Ways(0.5, 2, 0.5, 2));
        String table = Ways.table(measured);
        assertTrue(table.contains("| vertx | 0.50 | 1.10 | 1.10 | 0.50 | 1.50 | 1.50 |"), table);
        assertTrue(
                table.contains("| vertx-native | 0.50 | 9.00 | 9.00 | 0.50 | 1.00 | 1.00 |"),
                table);
        assertTrue(table.contains("| jetty | 0.50 | 2.00 |  | 0.50 | 2.00 |  |"), table);
        assertTrue(table.contains("| vertx, upload | 1.10 | 1.25 | kept |"), table);
        assertTrue(table.contains("| vertx, download | 1.50 | 1.25 | **not reached** |"), table);
        assertFalse(table.contains("| vertx-native, "), "it has no budget");
    }

    @Test
    @DisplayName("takes the median of each column")
    void median() {
        Ways ways =
                Ways.median(
                        List.of(new Ways(1, 9, 5, 2), new Ways(2, 8, 4, 1), new Ways(3, 7, 6, 3)));
        assertEquals(new Ways(2, 8, 5, 2), ways);
    }
}
