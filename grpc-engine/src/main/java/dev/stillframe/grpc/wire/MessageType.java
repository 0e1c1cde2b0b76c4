package dev.stillframe.grpc.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code content-type} of calls: {@code application/grpc}, and behind it {@code +subtype}. */
public final class MessageType {
    /** Without a subtype, which is {@code proto}. */
    public static final String GRPC = "application/grpc";

    private MessageType() {}

    /**
     * Whether this is a call's. {@code application/grpc-web} is not: another protocol has that
     * name.
     */
    public static boolean isGrpc(@Nullable String value) {
        if (value == null || !value.regionMatches(true, 0, GRPC, 0, GRPC.length())) {
            return false;
        }
        if (value.length() == GRPC.length()) {
            return true;
        }
        char next = value.charAt(GRPC.length());
        return next == '+' || next == ';' || next == ' ';
    }

    /** The subtype of such a value, in lower case; {@code proto} where it says none. */
    public static String subtype(@Nullable String value) {
        if (value == null
                || value.length() <= GRPC.length()
                || value.charAt(GRPC.length()) != '+') {
            return "proto";
        }
        int from = GRPC.length() + 1;
        int to = from;
        while (to < value.length() && value.charAt(to) != ';' && value.charAt(to) != ' ') {
            to++;
        }
        return value.substring(from, to).toLowerCase(Locale.ROOT);
    }

    /** The value with a codec's subtype. */
    public static String of(String subtype) {
        return subtype.equals("proto") ? GRPC : GRPC + '+' + subtype;
    }
}
