package dev.stillframe.conformance.script;

import java.util.List;

/**
 * The cases of one section of RFC 9113.
 *
 * @param number its number
 * @param title its title
 * @param plans its cases, numbered from 1 in this order for both roles
 */
public record Section(String number, String title, List<Plan> plans) {
    /** A section. */
    public static Section of(String number, String title, Plan... plans) {
        return new Section(number, title, List.of(plans));
    }

    /** The identifier of the plan at {@code index}. */
    public String id(int index) {
        return number + "/" + (index + 1);
    }
}
