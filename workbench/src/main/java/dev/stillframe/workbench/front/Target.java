package dev.stillframe.workbench.front;

import java.util.OptionalLong;

/**
 * What a request asks for, taken apart: for fronts whose stack hands out the {@code :path} as it
 * came.
 *
 * @param path up to the question mark
 * @param query behind it; empty if there is none
 */
public record Target(String path, String query) {

    /** Of a {@code :path} (RFC 9113 section 8.3.1). */
    public static Target of(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        return mark < 0
                ? new Target(pathAndQuery, "")
                : new Target(pathAndQuery.substring(0, mark), pathAndQuery.substring(mark + 1));
    }

    /** A parameter of the query that is a number from 0 on; empty if it is not one. */
    public OptionalLong number(String name) {
        for (String parameter : query.split("&")) {
            if (parameter.startsWith(name + "=")) {
                String value = parameter.substring(name.length() + 1);
                return value.matches("\\d{1,18}")
                        ? OptionalLong.of(Long.parseLong(value))
                        : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }
}
