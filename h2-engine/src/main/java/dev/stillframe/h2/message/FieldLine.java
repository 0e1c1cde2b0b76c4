package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Characters.NAME;
import static dev.stillframe.h2.message.Characters.VALUE;

import dev.stillframe.api.message.Field;
import org.jspecify.annotations.Nullable;

/** One field line: its syntax (RFC 9113 section 8.2.1), and whether it has rules of its own. */
final class FieldLine {
    /** The field lines with rules of their own. */
    enum Kind {
        ORDINARY,
        CONNECTION_SPECIFIC,
        TRANSFER_ENCODING,
        TE,
        HOST,
        COOKIE,
        CONTENT_LENGTH
    }

    private FieldLine() {}

    /** What is wrong with a line that is not a pseudo-header field, or null. */
    static @Nullable Malformed check(Field field) {
        return field.isWellFormed() ? null : wrong(field);
    }

    private static @Nullable Malformed wrong(Field field) {
        String name = field.name();
        int at = Characters.firstNot(name, NAME);
        if (at >= 0 || name.isEmpty()) {
            return badName(name, at);
        }
        String value = field.value();
        int length = value.length();
        if (length == 0) {
            return null;
        }
        at = Characters.firstNot(value, VALUE);
        if (at < 0 && isSpace(value.charAt(0))) {
            at = 0;
        }
        if (at < 0 && isSpace(value.charAt(length - 1))) {
            at = length - 1;
        }
        return at < 0 ? null : new Malformed.BadValue(name, value.charAt(at));
    }

    /** What is wrong with a line of a response's head, or null: {@code te} is for requests. */
    static @Nullable Malformed checkAnswer(Field field) {
        Malformed wrong = check(field);
        if (wrong != null) {
            return wrong;
        }
        return switch (kind(field.name())) {
            case CONNECTION_SPECIFIC, TE -> new Malformed.ConnectionSpecific(field.name());
            case TRANSFER_ENCODING -> new Malformed.TransferEncoding();
            case ORDINARY, HOST, COOKIE, CONTENT_LENGTH -> null;
        };
    }

    /** What is wrong with a line of trailers, or null. */
    static @Nullable Malformed checkTrailer(Field field) {
        String name = field.name();
        return !name.isEmpty() && name.charAt(0) == ':'
                ? new Malformed.PseudoInTrailers(name)
                : checkAnswer(field);
    }

    private static Malformed badName(String name, int at) {
        if (at == 0 && name.charAt(0) == ':') {
            return new Malformed.PseudoAfterField(name);
        }
        return at >= 0 && name.charAt(at) >= 'A' && name.charAt(at) <= 'Z'
                ? new Malformed.UpperCaseName(name)
                : new Malformed.BadName(name);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Which rules the line has. The length settles it for nearly every field. */
    static Kind kind(String name) {
        return switch (name.length()) {
            case 2 -> name.equals("te") ? Kind.TE : Kind.ORDINARY;
            case 4 -> name.equals("host") ? Kind.HOST : Kind.ORDINARY;
            case 6 -> name.equals("cookie") ? Kind.COOKIE : Kind.ORDINARY;
            case 7 -> name.equals("upgrade") ? Kind.CONNECTION_SPECIFIC : Kind.ORDINARY;
            case 10 ->
                    name.equals("connection") || name.equals("keep-alive")
                            ? Kind.CONNECTION_SPECIFIC
                            : Kind.ORDINARY;
            case 14 -> name.equals("content-length") ? Kind.CONTENT_LENGTH : Kind.ORDINARY;
            case 16 -> name.equals("proxy-connection") ? Kind.CONNECTION_SPECIFIC : Kind.ORDINARY;
            case 17 -> name.equals("transfer-encoding") ? Kind.TRANSFER_ENCODING : Kind.ORDINARY;
            default -> Kind.ORDINARY;
        };
    }

    /**
     * Whether {@code te} names nothing but {@code trailers} (section 8.2.2). It is a list (RFC 9110
     * section 10.1.4), so that word may come twice, or not at all.
     */
    static boolean onlyTrailers(String te) {
        if (te.equals("trailers")) {
            return true;
        }
        for (String member : te.split(",")) {
            String bare = member.strip();
            if (!bare.isEmpty() && !bare.equalsIgnoreCase("trailers")) {
                return false;
            }
        }
        return true;
    }
}
