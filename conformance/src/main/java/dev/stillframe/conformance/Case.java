package dev.stillframe.conformance;

import dev.stillframe.conformance.script.Asked;
import dev.stillframe.conformance.script.Level;

/**
 * A case, in words.
 *
 * @param id its section and its number there: {@code 6.5.2/3}; a watched one has a {@code w}
 * @param section the section of RFC 9113
 * @param level how strongly the RFC demands it
 * @param rule what it demands
 * @param sends what is sent for it, and when
 * @param accepts what is accepted
 * @param asked what a client has to send for it
 */
public record Case(
        String id,
        String section,
        Level level,
        String rule,
        String sends,
        String accepts,
        Asked asked) {
    /** Whether a selection names it: by its identifier or by its section. */
    public boolean isNamed(String selection) {
        return selection.equals(id) || selection.equals(section);
    }
}
