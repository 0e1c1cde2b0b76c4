package dev.stillframe.h2.message;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import java.util.Arrays;

/**
 * What came on several lines and means one: cookie crumbs (RFC 9113 section 8.2.3), and the same
 * content-length again (RFC 9110 section 8.6). The one line stands where the first of them stood.
 */
final class OneLine {
    private OneLine() {}

    /**
     * The fields from {@code from} to {@code to}, which passed every check.
     *
     * @param contentLength what all content-length lines say
     */
    static FieldSection each(Field[] fields, int from, int to, long contentLength) {
        Field[] kept = new Field[to - from];
        int count = 0;
        boolean cookieSeen = false;
        boolean lengthSeen = false;
        for (int i = from; i < to; i++) {
            Field field = fields[i];
            switch (FieldLine.kind(field.name())) {
                case COOKIE -> {
                    if (!cookieSeen) {
                        kept[count++] = cookie(fields, i, to);
                        cookieSeen = true;
                    }
                }
                case CONTENT_LENGTH -> {
                    if (!lengthSeen) {
                        kept[count++] = contentLength(field, contentLength);
                        lengthSeen = true;
                    }
                }
                case ORDINARY, CONNECTION_SPECIFIC, TRANSFER_ENCODING, TE, HOST ->
                        kept[count++] = field;
            }
        }
        return FieldSection.of(count == kept.length ? kept : Arrays.copyOf(kept, count));
    }

    private static Field contentLength(Field field, long contentLength) {
        return field.value().indexOf(',') < 0
                ? field
                : new Field("content-length", Long.toString(contentLength), field.neverIndexed());
    }

    /**
     * All crumbs, each after "; ". Empty ones say nothing, and are left out: at an end they would
     * leave white space there, which section 8.2.1 forbids.
     */
    private static Field cookie(Field[] fields, int first, int to) {
        StringBuilder crumbs = new StringBuilder();
        boolean neverIndexed = false;
        int lines = 0;
        for (int i = first; i < to; i++) {
            Field field = fields[i];
            if (field.name().equals("cookie")) {
                lines++;
                neverIndexed |= field.neverIndexed();
                if (!field.value().isEmpty()) {
                    crumbs.append(crumbs.isEmpty() ? "" : "; ").append(field.value());
                }
            }
        }
        return lines == 1 ? fields[first] : new Field("cookie", crumbs.toString(), neverIndexed);
    }
}
