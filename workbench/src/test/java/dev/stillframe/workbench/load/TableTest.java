package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the table of servers")
class TableTest {

    private static Figures figures(double perSecond, double cpu) {
        return new Figures(perSecond, cpu, 500, 4_000, 450, 1_200, 0.1, 0.2);
    }

    private static Map<String, Figures> measured() {
        Map<String, Figures> measured = new LinkedHashMap<>();
        measured.put("standalone", figures(400_000, 2));
        measured.put("netty", figures(500_000, 2.5));
        measured.put("vertx-native", figures(250_000, 4));
        measured.put("jetty", figures(300_000, 3));
        return measured;
    }

    @Test
    @DisplayName("has a row for each, with its ratios to one of them")
    void rows() {
        List<String> lines = Table.of(measured(), "vertx-native").lines().toList();
        assertTrue(lines.get(0).contains("to vertx-native"), lines.get(0));
        assertTrue(lines.get(2).startsWith("| standalone | 400,000 | 1.60 | 2.00 | 0.50 |"));
        assertTrue(lines.get(4).startsWith("| vertx-native | 250,000 | 1.00 | 4.00 | 1.00 |"));
        String columns = lines.get(0).replaceAll("[^|]", "");
        lines.subList(1, 6)
                .forEach(line -> assertEquals(columns, line.replaceAll("[^|]", ""), line));
    }

    @Test
    @DisplayName("has the budgets of those that were measured, each beside the better peer")
    void budgets() {
        String table = Table.of(measured(), "netty");
        assertTrue(
                table.contains(
                        "| standalone to netty | 0.80 | 1.0 | 0.80 | 1.0 | **not reached** |"));
        assertFalse(table.contains("jetty to"), "without its peer there is no budget");
        Map<String, Figures> pair = new LinkedHashMap<>();
        pair.put("jetty", figures(300_000, 3));
        pair.put("jetty-native", figures(150_000, 6));
        assertTrue(
                Table.of(pair, "jetty-native")
                        .contains("| jetty to jetty-native | 2.00 | 1.5 | 0.50 | 0.7 | kept |"));
    }

    @Test
    @DisplayName("cannot be made without the one that the ratios are to")
    void base() {
        assertThrows(IllegalArgumentException.class, () -> Table.of(measured(), "nghttpd"));
    }
}
