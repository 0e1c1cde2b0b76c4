package dev.stillframe.h2.message;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Head;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.message.Malformed.DuplicatePseudo;
import dev.stillframe.h2.message.Reading.Bad;
import dev.stillframe.h2.message.Reading.Good;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: decoded fields in, in the order of the wire, a head out (RFC 9113
 * sections 8.2 to 8.5).
 *
 * <p>A good message is read in one pass that allocates nothing but the head, its field section and
 * the {@link Good}. The first fault found is the one reported.
 */
public final class RequestRules {
    private RequestRules() {}

    /**
     * Reads a request (section 8.3.1; CONNECT: section 8.5, RFC 8441).
     *
     * <p>{@code :authority} may be absent, with or without {@code host}, which then stays in the
     * fields; for extended CONNECT it may not.
     *
     * @param fields decoded fields, pseudo-header fields included; left alone
     * @param count how many of them there are
     * @param connectProtocolAllowed whether we sent SETTINGS_ENABLE_CONNECT_PROTOCOL = 1
     */
    public static Reading<RequestHead> request(
            Field[] fields, int count, boolean connectProtocolAllowed) {
        String method = null;
        String scheme = null;
        String authority = null;
        String path = null;
        String protocol = null;
        int at = 0;
        for (; at < count; at++) {
            String name = fields[at].name();
            if (!isPseudo(name)) {
                break;
            }
            String value = fields[at].value();
            String before;
            switch (name) {
                case ":method" -> {
                    before = method;
                    method = value;
                }
                case ":scheme" -> {
                    before = scheme;
                    scheme = value;
                }
                case ":authority" -> {
                    before = authority;
                    authority = value;
                }
                case ":path" -> {
                    before = path;
                    path = value;
                }
                case ":protocol" -> {
                    before = protocol;
                    protocol = value;
                }
                default -> {
                    return new Bad<>(new Malformed.UnknownPseudo(name));
                }
            }
            if (before != null) {
                return new Bad<>(new DuplicatePseudo(name));
            }
        }
        if (method == null) {
            return new Bad<>(missing(new Malformed.MissingPseudo(":method"), fields, at, count));
        }
        Malformed wrong = Control.check(method, scheme, authority, path, protocol);
        if (wrong != null) {
            return new Bad<>(missing(wrong, fields, at, count));
        }
        if (protocol != null && !connectProtocolAllowed) {
            return new Bad<>(new Malformed.ProtocolNotAllowed(method));
        }
        return fields(fields, at, count, method, scheme, authority, path, protocol);
    }

    /** The rest of a request, behind its pseudo-header fields. */
    private static Reading<RequestHead> fields(
            Field[] fields,
            int from,
            int count,
            String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            @Nullable String protocol) {
        String host = null;
        long length = ContentLength.NONE;
        int crumbs = 0;
        boolean folds = false;
        for (int i = from; i < count; i++) {
            Field field = fields[i];
            Malformed wrong = FieldLine.check(field);
            if (wrong != null) {
                return new Bad<>(wrong);
            }
            String value = field.value();
            switch (FieldLine.kind(field.name())) {
                case ORDINARY -> {}
                case CONNECTION_SPECIFIC -> {
                    return new Bad<>(new Malformed.ConnectionSpecific(field.name()));
                }
                case TRANSFER_ENCODING -> {
                    return new Bad<>(new Malformed.TransferEncoding());
                }
                case TE -> {
                    if (!FieldLine.onlyTrailers(value)) {
                        return new Bad<>(new Malformed.BadTe(value));
                    }
                }
                case HOST -> {
                    if (host != null) {
                        return new Bad<>(new Malformed.DuplicateHost());
                    }
                    host = value;
                }
                case COOKIE -> crumbs++;
                case CONTENT_LENGTH -> {
                    folds |= length >= 0 || value.indexOf(',') >= 0;
                    length = ContentLength.again(length, value);
                    if (length < 0) {
                        return new Bad<>(new Malformed.BadContentLength(value));
                    }
                }
            }
        }
        if (host != null) {
            Malformed wrong = Control.host(host, scheme, authority);
            if (wrong != null) {
                return new Bad<>(wrong);
            }
        }
        FieldSection section =
                folds || crumbs > 1
                        ? OneLine.each(fields, from, count, length)
                        : FieldSection.copyOf(fields, from, count - from);
        return new Good<>(
                new RequestHead(method, scheme, authority, path, protocol, section),
                ContentLength.ofRequest(method, length));
    }

    /**
     * Reads a promised request (section 8.4): safe and cacheable as far as we know methods, which
     * leaves GET and HEAD (RFC 9110 sections 9.2.1 and 9.2.3); without content; with the authority
     * that the server must have, which the caller checks.
     */
    public static Reading<RequestHead> promised(Field[] fields, int count) {
        Reading<RequestHead> reading = request(fields, count, false);
        if (reading instanceof Good<RequestHead> good) {
            Malformed wrong = promise(good.head(), good.contentLength());
            return wrong == null ? good : new Bad<>(wrong);
        }
        return reading;
    }

    private static @Nullable Malformed promise(RequestHead head, long contentLength) {
        String method = head.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new Malformed.PromisedMethod(method);
        }
        if (head.authority() == null) {
            return new Malformed.MissingPseudo(":authority");
        }
        return contentLength > 0 ? new Malformed.ContentForbidden(contentLength) : null;
    }

    /**
     * Reads a response head, interim or final (section 8.3.2).
     *
     * <p>600 to 999 are invalid, but not malformed: a client should take them for 5xx (RFC 9110
     * section 15), so they are let through. 101 is malformed (section 8.6).
     */
    public static Reading<ResponseHead> response(Field[] fields, int count) {
        String status = null;
        int at = 0;
        for (; at < count; at++) {
            String name = fields[at].name();
            if (!isPseudo(name)) {
                break;
            }
            if (!name.equals(":status")) {
                return new Bad<>(new Malformed.UnknownPseudo(name));
            }
            if (status != null) {
                return new Bad<>(new DuplicatePseudo(name));
            }
            status = fields[at].value();
        }
        if (status == null) {
            return new Bad<>(missing(new Malformed.MissingPseudo(":status"), fields, at, count));
        }
        int code = status(status);
        if (code < 0) {
            return new Bad<>(new Malformed.BadStatus(status));
        }
        if (code == 101) {
            return new Bad<>(new Malformed.SwitchingProtocols());
        }
        long length = ContentLength.NONE;
        int crumbs = 0;
        boolean folds = false;
        for (int i = at; i < count; i++) {
            Field field = fields[i];
            Malformed wrong = FieldLine.checkAnswer(field);
            if (wrong != null) {
                return new Bad<>(wrong);
            }
            switch (FieldLine.kind(field.name())) {
                case COOKIE -> crumbs++;
                case CONTENT_LENGTH -> {
                    String value = field.value();
                    folds |= length >= 0 || value.indexOf(',') >= 0;
                    length = ContentLength.again(length, value);
                    if (length < 0) {
                        return new Bad<>(new Malformed.BadContentLength(value));
                    }
                }
                case ORDINARY, HOST, CONNECTION_SPECIFIC, TRANSFER_ENCODING, TE -> {}
            }
        }
        FieldSection section =
                folds || crumbs > 1
                        ? OneLine.each(fields, at, count, length)
                        : FieldSection.copyOf(fields, at, count - at);
        return new Good<>(new ResponseHead(code, section), length);
    }

    /** Three digits, the first not 0; or -1. */
    private static int status(String status) {
        if (status.length() != 3) {
            return -1;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = status.charAt(i) - '0';
            if (digit < (i == 0 ? 1 : 0) || digit > 9) {
                return -1;
            }
            code = code * 10 + digit;
        }
        return code;
    }

    /**
     * Reads trailers (section 8.1, RFC 9110 section 6.5). Fields that have no business there, such
     * as {@code content-length}, mean nothing and are let through: RFC 9110 section 6.5.1 forbids
     * the application to merge them into the head.
     */
    public static Reading<FieldSection> trailers(Field[] fields, int count) {
        for (int i = 0; i < count; i++) {
            Malformed wrong = FieldLine.checkTrailer(fields[i]);
            if (wrong != null) {
                return new Bad<>(wrong);
            }
        }
        return new Good<>(FieldSection.copyOf(fields, 0, count), ContentLength.NONE);
    }

    /**
     * Null when we may send this head, else why not: by the same rules, and by those that bind the
     * sender alone (one content-length, and none with 1xx or 204: RFC 9110 section 8.6). Whether
     * the peer allows {@code :protocol} is the connection's to know.
     *
     * @see HopByHop
     */
    public static @Nullable Malformed outgoing(Head head) {
        return switch (head) {
            case RequestHead request -> Outgoing.request(request);
            case ResponseHead response -> Outgoing.response(response);
        };
    }

    /** Null when we may promise this request (section 8.4), else why not. */
    public static @Nullable Malformed outgoingPromise(RequestHead head) {
        Malformed wrong = Outgoing.request(head);
        if (wrong != null) {
            return wrong;
        }
        String length = head.fields().value("content-length");
        return promise(head, length == null ? ContentLength.NONE : ContentLength.parse(length));
    }

    /** Null when we may send these trailers, else why not. */
    public static @Nullable Malformed outgoing(FieldSection trailers) {
        for (int i = 0; i < trailers.count(); i++) {
            Malformed wrong = FieldLine.checkTrailer(trailers.at(i));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** What is missing in its place may have come too late, and then that is what is wrong. */
    private static Malformed missing(Malformed wrong, Field[] fields, int from, int count) {
        if (wrong instanceof Malformed.MissingPseudo) {
            for (int i = from; i < count; i++) {
                if (isPseudo(fields[i].name())) {
                    return new Malformed.PseudoAfterField(fields[i].name());
                }
            }
        }
        return wrong;
    }

    private static boolean isPseudo(String name) {
        return !name.isEmpty() && name.charAt(0) == ':';
    }
}
