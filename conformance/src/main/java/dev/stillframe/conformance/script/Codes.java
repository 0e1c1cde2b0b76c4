package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/** The error codes that a rule asks for. */
record Codes(List<ErrorCode> asked) {
    /** Section 5.4: these two may always stand for a more specific code. */
    private static final List<ErrorCode> GENERIC =
            List.of(ErrorCode.PROTOCOL_ERROR, ErrorCode.INTERNAL_ERROR);

    boolean accept(int code) {
        ErrorCode given = ErrorCode.of(code);
        return asked.contains(given) || GENERIC.contains(given);
    }

    /** What is to be remarked about an accepted code. */
    String remark(int code) {
        ErrorCode given = ErrorCode.of(code);
        return asked.contains(given) ? "" : "with the generic code " + given + " (5.4)";
    }

    @Override
    public String toString() {
        return asked.stream().map(ErrorCode::toString).collect(Collectors.joining(" or "));
    }
}
