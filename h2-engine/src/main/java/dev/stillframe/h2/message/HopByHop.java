package dev.stillframe.h2.message;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes out what an HTTP/1.1 application or hop may have put in for its own connection, so that the
 * rest can be sent: "an intermediary transforming an HTTP/1.x message to HTTP/2 MUST remove
 * connection-specific header fields" (RFC 9113 section 8.2.2, RFC 9110 section 7.6.1).
 *
 * <p>Where there is nothing to take out, the same object comes back. What is wrong otherwise is not
 * mended: {@link RequestRules#outgoing} says so afterwards.
 */
public final class HopByHop {
    private HopByHop() {}

    /** The request without such fields; {@code te} is kept as far as it says {@code trailers}. */
    public static RequestHead without(RequestHead head) {
        FieldSection fields = without(head.fields(), true, false);
        return fields == head.fields()
                ? head
                : new RequestHead(
                        head.method(),
                        head.scheme(),
                        head.authority(),
                        head.path(),
                        head.protocol(),
                        fields);
    }

    /**
     * The response without such fields, and without the {@code content-length} that 1xx and 204
     * must not have (RFC 9110 section 8.6) but often do.
     */
    public static ResponseHead without(ResponseHead head) {
        boolean noLength = head.isInterim() || head.status() == 204;
        FieldSection fields = without(head.fields(), false, noLength);
        return fields == head.fields() ? head : new ResponseHead(head.status(), fields);
    }

    /** The trailers without such fields. */
    public static FieldSection without(FieldSection trailers) {
        return without(trailers, false, false);
    }

    private static FieldSection without(FieldSection fields, boolean request, boolean noLength) {
        for (int i = 0; i < fields.count(); i++) {
            if (!stays(fields.at(i), request, noLength)) {
                return rest(fields, request, noLength);
            }
        }
        return fields;
    }

    private static boolean stays(Field field, boolean request, boolean noLength) {
        return switch (FieldLine.kind(field.name())) {
            case ORDINARY, HOST, COOKIE -> true;
            case CONNECTION_SPECIFIC, TRANSFER_ENCODING -> false;
            case TE -> request && FieldLine.onlyTrailers(field.value());
            case CONTENT_LENGTH -> !noLength;
        };
    }

    private static FieldSection rest(FieldSection fields, boolean request, boolean noLength) {
        Set<String> options = options(fields);
        List<Field> kept = new ArrayList<>(fields.count());
        for (Field field : fields) {
            boolean te = field.name().equals("te");
            if (te && request && members(field.value()).contains("trailers")) {
                kept.add(new Field("te", "trailers", field.neverIndexed()));
            } else if (!te && stays(field, request, noLength) && !options.contains(field.name())) {
                kept.add(field);
            }
        }
        return FieldSection.of(kept);
    }

    /** The names that {@code connection} lists: they are for this hop as well. */
    private static Set<String> options(FieldSection fields) {
        Set<String> options = new HashSet<>();
        for (String value : fields.values("connection")) {
            options.addAll(members(value));
        }
        return options;
    }

    private static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        for (String member : list.split(",")) {
            members.add(member.strip().toLowerCase(Locale.ROOT));
        }
        return members;
    }
}
