package dev.stillframe.workbench.standalone;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;

/** The parts of the reference that do not depend on the style of the handler. */
final class Answers {
    static final Octets HELLO = Octets.utf8(Reference.HELLO);
    static final ResponseHead HELLO_HEAD =
            ResponseHead.of(
                    200,
                    "content-type",
                    "text/plain",
                    "content-length",
                    Integer.toString(Reference.HELLO.length()));
    static final ResponseHead EARLY = ResponseHead.of(103, "link", Reference.EARLY_LINK);
    static final Octets EARLY_TEXT = Octets.utf8("early\n");
    static final ResponseHead TEXT = ResponseHead.of(200, "content-type", "text/plain");
    static final Octets TRAILERS_BODY = Octets.utf8(Reference.TRAILERS_BODY);
    static final FieldSection TRAILERS =
            FieldSection.of(Reference.TRAILER_NAME, Reference.TRAILER_VALUE);

    static final ResponseHead CONTINUE = ResponseHead.of(100);

    private Answers() {}

    /** Whether the client waits for a 100 before it sends its body. */
    static boolean waits(RequestHead head) {
        return "100-continue".equalsIgnoreCase(head.fields().value("expect"));
    }

    /** What is asked for; what comes through a tunnel is echoed. */
    static Target target(RequestHead head) {
        if (head.isConnect()) {
            return Target.of("/echo");
        }
        return Target.of(head.path() == null ? "" : head.path());
    }

    static ResponseHead content(RequestHead request) {
        String type = request.fields().value("content-type");
        return ResponseHead.of(
                200, "content-type", type == null ? "application/octet-stream" : type);
    }

    static ResponseHead bytes(long octets) {
        return ResponseHead.of(
                200,
                "content-type",
                "application/octet-stream",
                "content-length",
                Long.toString(octets));
    }

    /** What answers HEAD: the head that GET would have, and no content (RFC 9110 section 9.3.2). */
    static ResponseHead toHead(RequestHead head) {
        Target target = target(head);
        return switch (target.path()) {
            case "/" -> HELLO_HEAD;
            case "/bytes" -> bytes(target.number("n").orElse(0));
            case "/headers", "/sleep", "/early", "/trailers", "/push" -> TEXT;
            default -> ResponseHead.of(404);
        };
    }

    /** The next octets of the pattern, at the most 64 KiB. */
    static Octets pattern(long position, long left) {
        Octets pattern = Octets.wrap(Reference.pattern());
        int from = (int) (position % Reference.PERIOD);
        return pattern.slice(from, (int) Math.min(left, pattern.length() - from));
    }

    static Octets headers(RequestHead head) {
        StringBuilder text =
                new StringBuilder()
                        .append(head.method())
                        .append(' ')
                        .append(head.path())
                        .append(" HTTP/2.0\n");
        if (head.authority() != null) {
            text.append("host: ").append(head.authority()).append('\n');
        }
        for (Field field : head.fields()) {
            text.append(field.name()).append(": ").append(field.value()).append('\n');
        }
        return Octets.utf8(text.toString());
    }

    static Octets slept(long milliseconds) {
        return Octets.utf8("slept " + milliseconds + " ms\n");
    }
}
