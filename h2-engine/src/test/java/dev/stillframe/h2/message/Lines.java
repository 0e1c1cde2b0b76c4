package dev.stillframe.h2.message;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;

/** Field lines as tests write them: names and values in turn. */
final class Lines {
    private static final String[] GET = {
        ":method", "GET", ":scheme", "https", ":authority", "a.example", ":path", "/"
    };

    private Lines() {}

    static Field[] lines(String... namesAndValues) {
        Field[] fields = new Field[namesAndValues.length / 2];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new Field(namesAndValues[2 * i], namesAndValues[2 * i + 1]);
        }
        return fields;
    }

    /** A good GET of https://a.example/ and more lines behind it. */
    static Field[] get(String... namesAndValues) {
        return lines(join(GET, namesAndValues));
    }

    static String[] join(String[] first, String... second) {
        String[] all = new String[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    static Reading<RequestHead> request(Field... fields) {
        return RequestRules.request(fields, fields.length, false);
    }

    static Reading<ResponseHead> response(String... namesAndValues) {
        return RequestRules.response(lines(namesAndValues), namesAndValues.length / 2);
    }

    static Reading<FieldSection> trailers(String... namesAndValues) {
        return RequestRules.trailers(lines(namesAndValues), namesAndValues.length / 2);
    }

    static Reading<RequestHead> promised(String... namesAndValues) {
        return RequestRules.promised(lines(namesAndValues), namesAndValues.length / 2);
    }

    static <H> Reading.Good<H> good(Reading<H> reading) {
        return switch (reading) {
            case Reading.Good<H> good -> good;
            case Reading.Bad<H> bad -> fail("malformed: " + bad.malformed().reason());
        };
    }

    static <H> Malformed bad(Reading<H> reading) {
        return assertInstanceOf(Reading.Bad.class, reading).malformed();
    }
}
