package dev.stillframe.h2.message;

import org.jspecify.annotations.Nullable;

/**
 * The account of a message's content (RFC 9113 section 8.1.1, RFC 9110 section 8.6).
 *
 * <p>A stream keeps two numbers, so that nothing is allocated: what is expected, fixed by the head,
 * and what was received, the sum of DATA without padding. A message is held to its account whenever
 * DATA has come ({@link #afterData}), so that no octet too many is delivered, and when it ends
 * ({@link #atEnd}).
 */
public final class ContentLength {
    /** Nothing is announced: any length will do. */
    public static final long NONE = -1;

    /** The message cannot have content, whatever its field says: a response to HEAD, 204, 304. */
    public static final long NO_CONTENT = -2;

    private ContentLength() {}

    /**
     * What a request may bring, given what its field announces. After CONNECT, plain or extended,
     * DATA is what the tunnel carries and no content (section 8.5, RFC 9110 section 9.3.6).
     */
    public static long ofRequest(String method, long announced) {
        return method.equals("CONNECT") ? NONE : announced;
    }

    /**
     * What a response may bring, given its request's method and what its field announces.
     *
     * <p>{@code content-length} with 1xx or 204, which RFC 9110 section 8.6 forbids to send, is
     * read over: section 8.1.1 lets a response without content have one. With 2xx to CONNECT it
     * "MUST" be ignored (RFC 9110 section 9.3.6).
     */
    public static long ofResponse(String requestMethod, int status, long announced) {
        if (status < 200 || requestMethod.equals("CONNECT") && status < 300) {
            return NONE;
        }
        if (status == 204 || status == 304 || requestMethod.equals("HEAD")) {
            return NO_CONTENT;
        }
        return announced;
    }

    /** Null unless more was received already than the message may have. */
    public static @Nullable Malformed afterData(long expected, long received) {
        return expected == NONE || received <= Math.max(expected, 0)
                ? null
                : wrong(expected, received);
    }

    /** At the end of the message: null unless it is not as long as it must be. */
    public static @Nullable Malformed atEnd(long expected, long received) {
        return expected == NONE || received == Math.max(expected, 0)
                ? null
                : wrong(expected, received);
    }

    private static Malformed wrong(long expected, long received) {
        return expected == NO_CONTENT
                ? new Malformed.ContentForbidden(received)
                : new Malformed.ContentLengthMismatch(expected, received);
    }

    /**
     * The number that a field value says, or {@link #NONE} when it is none: {@code 1*DIGIT}, or the
     * same number several times in a list. A number that a long cannot hold no content can be equal
     * to.
     */
    static long parse(String value) {
        int comma = value.indexOf(',');
        if (comma < 0) {
            return number(value, 0, value.length());
        }
        long first = NONE;
        int from = 0;
        while (from <= value.length()) {
            int to = comma < 0 ? value.length() : comma;
            long next = number(value, skipSpace(value, from, to), trimSpace(value, from, to));
            if (next == NONE || first != NONE && next != first) {
                return NONE;
            }
            first = next;
            from = to + 1;
            comma = value.indexOf(',', from);
        }
        return first;
    }

    /** {@link #parse}, where the number must be the one that earlier lines said, if any did. */
    static long again(long before, String value) {
        long next = parse(value);
        return before == NONE || before == next ? next : NONE;
    }

    private static int skipSpace(String text, int from, int to) {
        int at = from;
        while (at < to && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int trimSpace(String text, int from, int to) {
        int at = to;
        while (at > from && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
            at--;
        }
        return at;
    }

    private static long number(String text, int from, int to) {
        if (from >= to) {
            return NONE;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
