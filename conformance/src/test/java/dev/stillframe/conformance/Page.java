package dev.stillframe.conformance;

import dev.stillframe.conformance.script.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The part of docs/conformance.md that is generated. Equal inputs give equal text. */
final class Page {
    private static final String BEGIN = "<!-- generated from here -->\n";
    private static final String END = "<!-- to here -->\n";

    private Page() {}

    /** The page with its generated part made anew. */
    static String of(String page, Map<Case, Verdict> server, Map<Case, Verdict> client) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        String head = begin < 0 ? page : page.substring(0, begin);
        String tail = end < 0 ? "" : page.substring(end + END.length());
        return head + BEGIN + "\n" + table(server, client) + "\n" + END + tail;
    }

    private static String table(Map<Case, Verdict> server, Map<Case, Verdict> client) {
        StringBuilder text = new StringBuilder();
        text.append("| | cases | passed | not applicable | other |\n");
        text.append("| --- | ---: | ---: | ---: | ---: |\n");
        text.append(totals("as a server", server)).append(totals("as a client", client));
        text.append("\n| case | level | rule | as a server | as a client |\n");
        text.append("| --- | --- | --- | --- | --- |\n");
        // One that binds both ends is worded for each: two rows become one where they agree.
        Set<String> ids = new LinkedHashSet<>();
        List<Case> all =
                Stream.concat(server.keySet().stream(), client.keySet().stream())
                        .sorted(Suite.order())
                        .toList();
        all.forEach(one -> ids.add(one.id()));
        for (String id : ids) {
            Case one = all.stream().filter(any -> any.id().equals(id)).findFirst().orElseThrow();
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    id,
                                    one.level(),
                                    one.rule().replace("|", "\\|"),
                                    word(server, id),
                                    word(client, id)));
        }
        return text.toString();
    }

    private static String totals(String name, Map<Case, Verdict> verdicts) {
        long passed = verdicts.values().stream().filter(Verdict.Passed.class::isInstance).count();
        long not =
                verdicts.values().stream().filter(Verdict.NotApplicable.class::isInstance).count();
        return "| %s | %d | %d | %d | %d |%n"
                .formatted(name, verdicts.size(), passed, not, verdicts.size() - passed - not);
    }

    private static String word(Map<Case, Verdict> verdicts, String id) {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getKey().id().equals(id))
                .map(
                        entry ->
                                switch (entry.getValue()) {
                                    case Verdict.Passed ignored -> "passed";
                                    case Verdict.Warned ignored -> "warning";
                                    case Verdict.Failed ignored -> "failed";
                                    case Verdict.NotApplicable not -> "n/a: " + not.why();
                                })
                .findFirst()
                .orElse("");
    }
}
