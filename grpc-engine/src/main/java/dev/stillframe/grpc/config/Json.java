package dev.stillframe.grpc.config;

import java.util.List;
import java.util.Map;

/** A value of JSON (RFC 8259 section 3). */
public sealed interface Json {
    /** An object; members in the document's order. */
    record Members(Map<String, Json> values) implements Json {}

    /** An array. */
    record Elements(List<Json> values) implements Json {}

    /** A string. */
    record Text(String value) implements Json {}

    /**
     * A number, as it is written: what it is read as is for its reader to say.
     *
     * @param literal as section 6 has it
     */
    record Number(String literal) implements Json {}

    /** A literal name. */
    enum Name implements Json {
        /** {@code true}. */
        TRUE,
        /** {@code false}. */
        FALSE,
        /** {@code null}. */
        NULL
    }

    /** What reading a document gives. */
    sealed interface Read {}

    /** A document. */
    record Whole(Json value) implements Read {}

    /**
     * A text that is no JSON, or more of it than is taken.
     *
     * @param line from 1 on
     * @param column from 1 on, in characters
     * @param reason in words
     */
    record Broken(int line, int column, String reason) implements Read {}
}
