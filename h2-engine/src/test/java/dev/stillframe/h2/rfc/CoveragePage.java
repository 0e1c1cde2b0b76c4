package dev.stillframe.h2.rfc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes {@code docs/rfc-coverage.md}. Equal inputs give equal text. */
final class CoveragePage {
    private static final int SHOWN = 140;
    private static final int BEFORE_KEYWORD = 60;

    private final RequirementTable table;
    private final Map<String, TreeSet<String>> shown;
    private final StringBuilder text = new StringBuilder();

    private CoveragePage(RequirementTable table, Map<String, TreeSet<String>> shown) {
        this.table = table;
        this.shown = shown;
    }

    static String write(RequirementTable table, Map<String, TreeSet<String>> shown) {
        CoveragePage page = new CoveragePage(table, shown);
        page.head();
        page.rfc("9113", "HTTP/2");
        page.rfc("7541", "HPACK");
        return page.text.toString();
    }

    private void head() {
        text.append(
                """
                # Coverage of the RFCs

                Every MUST and MUST NOT of RFC 9113 (HTTP/2) and RFC 7541 (HPACK), who is bound by it, and the tests that fail when we break it.
                An identifier is the RFC, the section, and which keyword of that section it is; the keyword in question is printed bold.
                Square brackets say what a sentence is about where it does not say so itself.

                This page is generated: `mvn -B test -pl h2-engine -am -Dtest=RequirementTableTest -Dsurefire.failIfNoSpecifiedTests=false -Dstillframe.regenerate=true`

                | RFC | MUST | MUST NOT | rows | not applicable | shown by tests | no test yet |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (String rfc : List.of("9113", "7541")) {
            List<Row> rows = table.of(rfc);
            long must = rows.stream().filter(row -> row.keyword().equals("MUST")).count();
            long apply = rows.stream().filter(Row::applies).count();
            long met = rows.stream().filter(row -> row.applies() && isShown(row)).count();
            cells(
                    rfc,
                    must,
                    rows.size() - must,
                    rows.size(),
                    rows.size() - apply,
                    met,
                    apply - met);
        }
    }

    private boolean isShown(Row row) {
        return shown.containsKey(row.id());
    }

    private void rfc(String rfc, String title) {
        text.append("\n## RFC ").append(rfc).append(": ").append(title).append('\n');
        String section = "";
        for (Row row : table.of(rfc)) {
            if (!row.section().equals(section)) {
                section = row.section();
                String anchor = "https://www.rfc-editor.org/rfc/rfc" + rfc + "#section-" + section;
                text.append("\n### [Section ").append(section).append("](").append(anchor);
                text.append(")\n\n| id | keyword | bound | sentence | tests |\n");
                text.append("| --- | --- | --- | --- | --- |\n");
            }
            cells(row.id(), row.keyword(), row.bound(), cut(row.sentence()), tests(row));
        }
    }

    private String tests(Row row) {
        Set<String> tests = shown.getOrDefault(row.id(), new TreeSet<>());
        if (!tests.isEmpty()) {
            return "`" + String.join("`<br>`", tests) + "`";
        }
        return row.applies() ? "**no test yet**" : "not applicable: " + row.why();
    }

    private void cells(Object... cells) {
        text.append('|');
        for (Object cell : cells) {
            text.append(' ').append(cell.toString().replace("|", "\\|")).append(" |");
        }
        text.append('\n');
    }

    /** The part of a sentence around its keyword, cut between words. */
    static String cut(String sentence) {
        int from = 0;
        int keyword = sentence.indexOf("**");
        int keywordEnd = sentence.indexOf("**", keyword + 2) + 2;
        if (sentence.length() > SHOWN && keywordEnd > SHOWN - BEFORE_KEYWORD) {
            from = sentence.indexOf(' ', Math.max(0, keyword - BEFORE_KEYWORD)) + 1;
        }
        int end = sentence.length();
        if (end - from > SHOWN) {
            end = Math.max(keywordEnd, sentence.lastIndexOf(' ', from + SHOWN));
        }
        return (from > 0 ? "… " : "")
                + sentence.substring(from, end)
                + (end < sentence.length() ? " …" : "");
    }
}
