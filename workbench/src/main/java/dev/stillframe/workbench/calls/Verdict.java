package dev.stillframe.workbench.calls;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Looks at an answer of a call that should go well; keeps the first thing that is not right. */
final class Verdict {
    private static final String STATUS = "grpc-status";

    private boolean headed;
    private boolean trailed;
    private @Nullable String wrong;

    void head(ResponseHead head) {
        headed = true;
        String type = head.fields().value("content-type");
        if (head.status() != 200) {
            wrong("HTTP status " + head.status());
        } else if (type == null || !type.startsWith("application/grpc")) {
            wrong("content-type " + type);
        } else if (head.fields().has(STATUS)) {
            status(head.fields());
        }
    }

    void trailers(FieldSection fields) {
        status(fields);
    }

    private void status(FieldSection fields) {
        trailed = true;
        String status = fields.value(STATUS);
        if (!"0".equals(status)) {
            wrong(STATUS + " " + status + ": " + fields.value("grpc-message"));
        }
    }

    /** It is over; all that should have come must have. */
    void end(End end) {
        if (!(end instanceof End.Complete)) {
            wrong(end.toString());
        } else if (!headed || !trailed) {
            wrong("no " + (headed ? STATUS : "head"));
        }
    }

    void wrong(String what) {
        if (wrong == null) {
            wrong = what;
        }
    }

    /** What is not right; null when all is. */
    @Nullable String wrong() {
        return wrong;
    }
}
