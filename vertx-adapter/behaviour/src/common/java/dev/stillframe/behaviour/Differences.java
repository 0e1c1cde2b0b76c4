package dev.stillframe.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may differ between Vert.x' own HTTP/2 and ours, by scenario, as {@code
 * docs/vertx-differences.md} says it: under a heading {@code ### `scenario`, Vert.x 5} a reason,
 * and in a block of the kind {@code diff} the lines that only one of them has. {@code Vert.x 5} are
 * all of that line, {@code Vert.x 5.1} all that begin so, {@code Vert.x 5.1.6} is that one.
 */
final class Differences {
    private static final Pattern HEADING = Pattern.compile("### `([^`]+)`(?:, (.+))?");

    private final Map<String, List<String>> listed = new LinkedHashMap<>();

    /**
     * @param version of Vert.x; a heading that names none is for all of them
     */
    static Differences in(Path page, String version) {
        Differences differences = new Differences();
        List<String> current = new ArrayList<>();
        boolean within = false;
        try {
            for (String text : Files.readAllLines(page)) {
                Matcher heading = HEADING.matcher(text);
                if (heading.matches()) {
                    String lines = heading.group(2);
                    boolean counts = lines == null || names(lines, version);
                    current = new ArrayList<>();
                    if (counts && differences.listed.put(heading.group(1), current) != null) {
                        throw new IllegalStateException("listed twice: " + text);
                    }
                } else if (text.startsWith("```")) {
                    within = text.equals("```diff");
                } else if (within) {
                    current.add(text);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return differences;
    }

    private static boolean names(String lines, String version) {
        return Arrays.stream(lines.split(" and "))
                .anyMatch(line -> ("Vert.x " + version + ".").startsWith(line + "."));
    }

    /** Of one scenario; none when there should be none. */
    List<String> of(String scenario) {
        return listed.getOrDefault(scenario, List.of());
    }

    Set<String> scenarios() {
        return listed.keySet();
    }

    /**
     * The lines that only one of them has, in order: {@code - } the one's, {@code + } the other's.
     */
    static List<String> between(List<String> one, List<String> other) {
        int[][] common = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                common[i][j] =
                        one.get(i).equals(other.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> differing = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < one.size() || j < other.size()) {
            if (i < one.size() && j < other.size() && one.get(i).equals(other.get(j))) {
                i++;
                j++;
            } else if (j == other.size()
                    || i < one.size() && common[i + 1][j] >= common[i][j + 1]) {
                differing.add("- " + one.get(i++));
            } else {
                differing.add("+ " + other.get(j++));
            }
        }
        return differing;
    }
}
