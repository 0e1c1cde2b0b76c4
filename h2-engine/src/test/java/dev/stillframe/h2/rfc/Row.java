package dev.stillframe.h2.rfc;

import java.util.Set;

/**
 * One MUST or MUST NOT.
 *
 * @param id RFC, section, and which keyword of that section it is, as 9113-5.1.1-3
 * @param section the section's number
 * @param keyword MUST or MUST NOT
 * @param bound who is bound by it
 * @param applies whether it can bind this engine or what stands around it
 * @param why why not; empty when it applies
 * @param sentence the sentence with the keyword in question between asterisks; in square brackets
 *     before it, where the sentence does not say so itself, what it is about
 */
record Row(
        String id,
        String section,
        String keyword,
        String bound,
        boolean applies,
        String why,
        String sentence) {
    /** The first line of a table. */
    static final String HEADING = "id\tsection\tkeyword\tbound\tapplies\twhy\tsentence";

    private static final Set<String> PARTIES =
            Set.of(
                    "client",
                    "server",
                    "endpoint",
                    "sender",
                    "receiver",
                    "encoder",
                    "decoder",
                    "intermediary",
                    "proxy",
                    "extension",
                    "other");

    Row {
        check(id.matches("\\d{4}-" + section.replace(".", "\\.") + "-\\d+"), id, "its section");
        check(keyword.equals("MUST") || keyword.equals("MUST NOT"), id, "its keyword");
        check(PARTIES.contains(bound), id, "who is bound");
        check(applies == why.isEmpty(), id, "why it does not apply");
        check(sentence.split("\\*\\*" + keyword + "\\*\\*", -1).length == 2, id, "its keyword");
    }

    private static void check(boolean holds, String id, String what) {
        if (!holds) {
            throw new IllegalArgumentException(id + " does not say rightly: " + what);
        }
    }

    /** Reads a line of a table. */
    static Row parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 7) {
            throw new IllegalArgumentException("a row has 7 cells: " + line);
        }
        check(cells[4].equals("yes") || cells[4].equals("no"), cells[0], "whether it applies");
        return new Row(
                cells[0], cells[1], cells[2], cells[3], cells[4].equals("yes"), cells[5], cells[6]);
    }

    /** The RFC's number. */
    String rfc() {
        return id.substring(0, 4);
    }
}
