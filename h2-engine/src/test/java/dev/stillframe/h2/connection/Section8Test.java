package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.begun;
import static dev.stillframe.h2.connection.Exchange.open;
import static dev.stillframe.h2.connection.Exchange.streamError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 sections 8.1 to 8.3 and 10: messages, and malformed ones. */
class Section8Test {
    private static final String[][] CONNECTION_SPECIFIC = {
        {"connection", "close"},
        {"keep-alive", "timeout=5"},
        {"proxy-connection", "keep-alive"},
        {"transfer-encoding", "chunked"},
        {"upgrade", "h2c"},
    };

    /** Section 8.2.1: names and values that no field may have. */
    private static final String[][] INVALID = {
        {"Upper", "x"},
        {"a b", "x"},
        {"a\u0000b", "x"},
        {"a\u00ffb", "x"},
        {"a:b", "x"},
        {"", "x"},
        {"a", "x\u0000"},
        {"a", "x\r\ny"},
        {"a", "x\n"},
        {"a", " x"},
        {"a", "x\t"},
    };

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.1-3")
    @DisplayName("Pseudo-header fields in trailers: malformed")
    void pseudoInTrailers(Role role) {
        for (String name : List.of(":path", ":status", ":method", ":other")) {
            Script script = open(role).headers(1, true, name, "200");
            Exchange.untold(script, Notice.Trailers.class);
            streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.1-4")
    @DisplayName("HEADERS without END_STREAM after the final head: malformed")
    void trailersWithoutEnd(Role role) {
        Script script = open(role).headers(1, false, "a", "b");
        Exchange.untold(script, Notice.Trailers.class);
        streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        Script second = Exchange.head(open(role), role, false);
        streamError(second, role, 1, ErrorCode.PROTOCOL_ERROR);
        if (role == Role.CLIENT) {
            Script interim = Exchange.awaiting(role);
            interim.headers(1, false, ":status", "103").headers(1, false, ":status", "103");
            interim.headers(1, true, ":status", "200").expectNothing();
            assertEquals(new End.Complete(), interim.told(Notice.Ended.class).end());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-8.1.1-1", "9113-8.1.1-2"})
    @DisplayName("Malformed messages: a stream error of type PROTOCOL_ERROR, and not forwarded")
    void malformed(Role role) {
        for (String[] fields : List.of(INVALID[0], INVALID[7], CONNECTION_SPECIFIC[3])) {
            malformedHead(role, fields);
        }
        malformedHead(role, "content-length", "x");
        malformedHead(role, "content-length", "5");
        // With content, its length shows only later that the message is malformed.
        for (String content : List.of("1234", "123456")) {
            Script script = expecting(role, "5").send(Wire.of().data(1, content, true));
            assertTrue(
                    script.notices().stream()
                            .noneMatch(n -> n instanceof Notice.Data data && data.endStream()),
                    "the end is never told");
            streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        }
        Script trailers = expecting(role, "5").send(Wire.of().data(1, "1234", false));
        trailers.headers(1, true, "a", "b");
        Exchange.untold(trailers, Notice.Trailers.class);
        streamError(trailers, role, 1, ErrorCode.PROTOCOL_ERROR);
        Script fine = expecting(role, "5").send(Wire.of().data(1, "12345", true));
        assertTrue(fine.expectNothing().told(Notice.Data.class).endStream());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-8.2.1-6", "9113-10.3-1"})
    @DisplayName("A field that violates the rules of section 8.2.1: malformed, and never handed on")
    void invalidFields(Role role) {
        for (String[] field : INVALID) {
            malformedHead(role, field);
            Script script = open(role).headers(1, true, field);
            Exchange.untold(script, Notice.Trailers.class);
            streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        }
        Script fine = Exchange.awaiting(role);
        Exchange.head(fine, role, true, "a", "x y").expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.2.2-1")
    @DisplayName("No message with connection-specific header fields is generated")
    void connectionSpecificIsNotSent(Role role) {
        for (String[] field : CONNECTION_SPECIFIC) {
            FieldSection fields = FieldSection.of(field);
            if (role == Role.SERVER) {
                // A response's are dropped: they mean no harm.
                begun(role)
                        .get(1)
                        .forget()
                        .tell(new Command.Respond(1, ResponseHead.of(200, field), true))
                        .expect("HEADERS 1 END_STREAM :status=200")
                        .expectNothing();
            } else {
                rejected(begun(role), request(fields));
            }
            rejected(open(role), new Command.Trailers(1, fields));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-8.2.2-2", "9113-10.3-1"})
    @DisplayName("A message with connection-specific header fields: malformed")
    void connectionSpecific(Role role) {
        for (String[] field : CONNECTION_SPECIFIC) {
            malformedHead(role, field);
            Script script = open(role).headers(1, true, field);
            Exchange.untold(script, Notice.Trailers.class);
            streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.3-1")
    @DisplayName("Pseudo-header fields other than those defined must not be generated")
    void otherPseudoIsNotSent(Role role) {
        for (String name : List.of(":foo", ":path", ":status")) {
            FieldSection fields = FieldSection.of(name, "200");
            if (role == Role.SERVER) {
                Script script = begun(role).get(1).forget();
                rejected(script, new Command.Respond(1, new ResponseHead(200, fields), true));
            } else {
                rejected(begun(role), request(fields));
            }
            rejected(open(role), new Command.Trailers(1, fields));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.3-5")
    @DisplayName("Undefined or invalid pseudo-header fields: malformed")
    void otherPseudo(Role role) {
        String other = role == Role.SERVER ? ":status" : ":path";
        for (String name : List.of(":foo", other, ":")) {
            malformedControl(role, name, "200");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.3-7")
    @DisplayName("A pseudo-header field after a regular field line: malformed")
    void latePseudo(Role role) {
        if (role == Role.SERVER) {
            Script script = begun(role);
            script.headers(1, true, ":method", "GET", ":scheme", "https", "a", "b", ":path", "/");
            refused(script, role);
        } else {
            Script script = Exchange.awaiting(role);
            refused(script.headers(1, true, "a", "b", ":status", "200"), role);
        }
        // Also when it has no need to be there.
        malformedHead(role, "a", "b", role == Role.SERVER ? ":authority" : ":status", "200");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.3-9")
    @DisplayName("A repeated pseudo-header field name: malformed")
    void repeatedPseudo(Role role) {
        if (role == Role.CLIENT) {
            malformedControl(role, ":status", "200");
            return;
        }
        malformedControl(role, ":path", "/");
        malformedControl(role, ":method", "GET");
        malformedControl(role, ":scheme", "https");
        malformedControl(role, ":authority", "example.org");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-10.5.1-1")
    @DisplayName("A field block that is too large is processed all the same")
    void tooLarge(Role role) {
        Script script = Exchange.awaiting(role);
        Octets large = Octets.of(0, 1, 'x', 0x7f, 0xa1, 0x1f).plus(Octets.utf8("y".repeat(4128)));
        Octets block = Exchange.plain(role).plus(Exchange.ENTER);
        for (int i = 0; i < 5; i++) {
            block = block.plus(large);
        }
        script.send(
                Wire.of()
                        .headers(1, block.slice(0, 16_384), Wire.END_STREAM)
                        .continuation(1, block.from(16_384), Wire.END_HEADERS));
        if (role == Role.SERVER) {
            script.expect("HEADERS 1 END_STREAM :status=431").expectNothing();
            Exchange.untold(script, Notice.Request.class);
        } else {
            script.expectReset(1, ErrorCode.ENHANCE_YOUR_CALM).expectNothing();
            Exchange.untold(script, Notice.Response.class);
            script.request(Exchange.GET, true);
        }
        Octets next = Exchange.plain(role).plus(Exchange.NEWEST);
        script.forget().send(Wire.of().headers(3, next, Wire.END_HEADERS | Wire.END_STREAM));
        FieldSection fields =
                role == Role.SERVER
                        ? script.told(Notice.Request.class).head().fields()
                        : script.told(Notice.Response.class).head().fields();
        assertEquals(FieldSection.of("a", "b"), fields);
    }

    /** A head with these fields at its end is malformed. */
    private static void malformedHead(Role role, String... fields) {
        Script script = Exchange.awaiting(role);
        refused(Exchange.head(script, role, true, fields), role);
    }

    /** A head with this pseudo-header field too is malformed. */
    private static void malformedControl(Role role, String name, String value) {
        String[] control =
                role == Role.SERVER
                        ? new String[] {
                            ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "a"
                        }
                        : new String[] {":status", "200"};
        String[] all =
                Stream.concat(Stream.of(control), Stream.of(name, value)).toArray(String[]::new);
        refused(Exchange.awaiting(role).headers(1, true, all), role);
    }

    /** A malformed head on stream 1 has come: it costs its stream, and is not handed on. */
    private static void refused(Script script, Role role) {
        Exchange.untold(script, Notice.Request.class);
        Exchange.untold(script, Notice.Response.class);
        if (role == Role.SERVER) {
            script.expectBadRequest(1).expectNothing();
            assertEquals(ErrorCode.PROTOCOL_ERROR, script.told(Notice.Fault.class).code());
            script.expectToldNothing();
            Exchange.alive(script, role);
        } else {
            streamError(script, role, 1, ErrorCode.PROTOCOL_ERROR);
        }
    }

    /** Stream 1, on which so much content is announced. */
    private static Script expecting(Role role, String length) {
        Script script = Exchange.awaiting(role);
        return Exchange.head(script, role, false, "content-length", length).forget();
    }

    private static Command request(FieldSection fields) {
        return new Command.Request(
                7, RequestHead.of("GET", "https", "example.org", "/", fields), true);
    }

    private static void rejected(Script script, Command command) {
        script.tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
    }
}
