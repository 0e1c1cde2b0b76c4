package dev.stillframe.h2.rfc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** All rows of both RFCs, in the order of the texts, and the list of those still without a test. */
record RequirementTable(List<Row> rows) {
    private static final String PENDING = "pending.txt";

    /** Reads the tables in {@code folder}. */
    static RequirementTable read(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String name : List.of("rfc9113.tsv", "rfc7541.tsv")) {
            List<String> lines = Files.readAllLines(folder.resolve(name));
            if (!lines.get(0).equals(Row.HEADING)) {
                throw new IllegalArgumentException(name + " begins with: " + lines.get(0));
            }
            lines.stream().skip(1).map(Row::parse).forEach(rows::add);
        }
        return new RequirementTable(List.copyOf(rows));
    }

    /** The rows by their identifiers; of two with the same one, the later. */
    Map<String, Row> byId() {
        Map<String, Row> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.id(), row));
        return byId;
    }

    /** The rows that need a test. */
    List<Row> applicable() {
        return rows.stream().filter(Row::applies).toList();
    }

    /** The rows of one RFC. */
    List<Row> of(String rfc) {
        return rows.stream().filter(row -> row.rfc().equals(rfc)).toList();
    }

    /** Identifiers of rows that have no test yet; none when there is no such file. */
    static TreeSet<String> pending(Path folder) throws IOException {
        Path file = folder.resolve(PENDING);
        TreeSet<String> ids = new TreeSet<>();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(ids::add);
        }
        return ids;
    }

    /** Takes what has a test now off the list. The list never gets longer, and ends as no file. */
    void shrinkPending(Path folder, Map<String, ? extends Object> shown) throws IOException {
        TreeSet<String> ids = pending(folder);
        Path file = folder.resolve(PENDING);
        if (ids.removeAll(shown.keySet())) {
            List<String> lines = new ArrayList<>();
            lines.add("# Rows without a test yet. This list may only get shorter.");
            rows.stream().map(Row::id).filter(ids::contains).forEach(lines::add);
            if (lines.size() > 1) {
                Files.write(file, lines);
            } else {
                Files.delete(file);
            }
        }
    }
}
