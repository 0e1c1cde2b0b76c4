package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.get;
import static dev.stillframe.h2.message.Lines.good;
import static dev.stillframe.h2.message.Lines.request;
import static dev.stillframe.h2.message.Lines.response;
import static dev.stillframe.h2.message.Lines.trailers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.message.Malformed.BadName;
import dev.stillframe.h2.message.Malformed.BadTe;
import dev.stillframe.h2.message.Malformed.BadValue;
import dev.stillframe.h2.message.Malformed.ConnectionSpecific;
import dev.stillframe.h2.message.Malformed.TransferEncoding;
import dev.stillframe.h2.message.Malformed.UpperCaseName;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 section 8.2 for the kinds of field sections, in both directions. */
@DisplayName("8.2 HTTP fields, sentence by sentence")
class FieldRulesTest {
    /** Where a field may stand, as we read it and as we would send it. */
    private enum Section {
        REQUEST {
            @Override
            Malformed received(String name, String value) {
                return bad(request(get(name, value)));
            }

            @Override
            void receivedWell(String name, String value) {
                good(request(get(name, value)));
            }

            @Override
            Malformed outgoing(String name, String value) {
                return RequestRules.outgoing(asking(name, value));
            }
        },
        RESPONSE {
            @Override
            Malformed received(String name, String value) {
                return bad(response(":status", "200", name, value));
            }

            @Override
            void receivedWell(String name, String value) {
                good(response(":status", "200", name, value));
            }

            @Override
            Malformed outgoing(String name, String value) {
                return RequestRules.outgoing(ResponseHead.of(200, name, value));
            }
        },
        TRAILERS {
            @Override
            Malformed received(String name, String value) {
                return bad(trailers(name, value));
            }

            @Override
            void receivedWell(String name, String value) {
                good(trailers(name, value));
            }

            @Override
            Malformed outgoing(String name, String value) {
                return RequestRules.outgoing(FieldSection.of(name, value));
            }
        };

        /** Why a section with this line is malformed. */
        abstract Malformed received(String name, String value);

        abstract void receivedWell(String name, String value);

        /** Why we may not send it, or null. */
        abstract Malformed outgoing(String name, String value);
    }

    private static RequestHead asking(String... fields) {
        return RequestHead.of("GET", "https", "a.example", "/", FieldSection.of(fields));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2-1")
    @DisplayName("8.2: Field names MUST be lowercase: we send no other")
    void lowerCase(Section section) {
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            for (String name : List.of("" + letter, letter + "-name", "name" + letter)) {
                assertEquals(new UpperCaseName(name), section.outgoing(name, "v"));
            }
        }
        assertNull(section.outgoing("abcdefghijklmnopqrstuvwxyz-0123456789", "V"));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2.1-1")
    @DisplayName("8.2.1: Implementations MUST perform the minimal validation of names and values")
    void minimalValidation(Section section) {
        assertEquals(new UpperCaseName("x-A"), section.received("x-A", "v"));
        assertEquals(new BadName("x y"), section.received("x y", "v"));
        assertEquals(new BadName("x?"), section.received("x\u0000", "v"));
        assertEquals(new BadName("x?"), section.received("x\u007f", "v"));
        assertEquals(new BadName("x?"), section.received("x\u00ff", "v"));
        assertEquals(new BadName("x:y"), section.received("x:y", "v"));
        assertEquals(new BadValue("x", 0), section.received("x", "a\u0000b"));
        assertEquals(new BadValue("x", '\n'), section.received("x", "a\nb"));
        assertEquals(new BadValue("x", '\r'), section.received("x", "a\rb"));
        assertEquals(new BadValue("x", ' '), section.received("x", " a"));
        assertEquals(new BadValue("x", '\t'), section.received("x", "a\t"));
        section.receivedWell("x", "a \t b");
        section.receivedWell("x", "");
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2.1-3")
    @DisplayName("8.2.1: Field names MUST NOT include a colon")
    void colon(Section section) {
        for (String name : List.of("a:b", "x:", "a::", "host:")) {
            assertEquals(new BadName(name), section.received(name, "v"));
        }
        for (String name : List.of("::path", "::", ":a:b")) {
            assertNotNull(section.received(name, "v"), "no pseudo-header field that exists");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2.1-4")
    @DisplayName("8.2.1: A value MUST NOT contain NUL, LF or CR at any position")
    void valueOctets(Section section) {
        for (char octet : new char[] {0, '\n', '\r'}) {
            for (String value :
                    List.of(octet + "ab", "a" + octet + "b", "ab" + octet, "" + octet)) {
                assertEquals(new BadValue("x", octet), section.received("x", value));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2.1-5")
    @DisplayName("8.2.1: A value MUST NOT start or end with an ASCII whitespace character")
    void whiteSpace(Section section) {
        for (char space : new char[] {' ', '\t'}) {
            for (String value :
                    List.of(space + "a", "a" + space, "" + space, space + "a b" + space)) {
                assertEquals(new BadValue("x", space), section.received("x", value));
            }
            section.receivedWell("x", "a" + space + "b");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-8.2.1-7")
    @DisplayName("8.2.1: An intermediary MUST NOT forward fields that contain prohibited values")
    void notForwarded(Section section) {
        for (char octet = 0; octet < 256; octet++) {
            boolean inName =
                    octet <= 0x20
                            || octet >= 0x41 && octet <= 0x5a
                            || octet >= 0x7f
                            || octet == ':';
            if (inName) {
                for (String name : List.of(octet + "a", "a" + octet + "a", "a" + octet)) {
                    assertNotNull(section.outgoing(name, "v"), () -> "name " + name);
                }
            }
        }
        for (char octet : new char[] {0, '\n', '\r'}) {
            for (String value : List.of(octet + "a", "a" + octet + "b", "a" + octet)) {
                assertEquals(new BadValue("x", octet), section.outgoing("x", value));
            }
        }
        for (char space : new char[] {' ', '\t'}) {
            assertEquals(new BadValue("x", space), section.outgoing("x", space + "a"));
            assertEquals(new BadValue("x", space), section.outgoing("x", "a" + space));
        }
        assertNull(section.outgoing("x", "a b"), "what is not prohibited is sent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "trailers, gzip",
                "gzip, trailers",
                "trailers;q=0.5",
                "trailer",
                "*"
            })
    @Requirement("9113-8.2.2-3")
    @DisplayName("8.2.2: TE MUST NOT contain any value other than \"trailers\"")
    void teOtherThanTrailers(String te) {
        assertEquals(new BadTe(te), Section.REQUEST.received("te", te));
        assertEquals(new BadTe(te), Section.REQUEST.outgoing("te", te));
    }

    @Test
    @Requirement("9113-8.2.2-3")
    @DisplayName("8.2.2: The only exception is TE, which may be present in an HTTP/2 request")
    void teInRequestsOnly() {
        Section.REQUEST.receivedWell("te", "trailers");
        assertNull(Section.REQUEST.outgoing("te", "trailers"));
        for (Section section : List.of(Section.RESPONSE, Section.TRAILERS)) {
            assertEquals(new ConnectionSpecific("te"), section.received("te", "trailers"));
            assertEquals(new ConnectionSpecific("te"), section.outgoing("te", "trailers"));
        }
    }

    @Test
    @Requirement({"9113-8.2.2-4", "9113-10.3-2"})
    @DisplayName("8.2.2: An intermediary MUST remove connection-specific header fields")
    void hopByHop() {
        String[] received = {
            "a", "1",
            "keep-alive", "timeout=5",
            "connection", "close, X-Hop",
            "x-hop", "2",
            "b", "3",
            "proxy-connection", "keep-alive",
            "transfer-encoding", "chunked",
            "upgrade", "h2c",
            "connection", "x-late",
            "x-late", "4",
            "c", "5"
        };
        FieldSection kept = FieldSection.of("a", "1", "b", "3", "c", "5");
        RequestHead request = HopByHop.without(asking(received));
        ResponseHead response = HopByHop.without(ResponseHead.of(200, received));
        FieldSection trailers = HopByHop.without(FieldSection.of(received));
        assertEquals(asking("a", "1", "b", "3", "c", "5"), request);
        assertEquals(new ResponseHead(200, kept), response);
        assertEquals(kept, trailers);
        assertNotNull(RequestRules.outgoing(asking(received)), "and nobody forgets to");
        assertNull(RequestRules.outgoing(request));
        assertNull(RequestRules.outgoing(response));
        assertNull(RequestRules.outgoing(trailers));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-10.3-2")
    @DisplayName("10.3: Fields that require removal are not accepted, so not forwarded either")
    void connectionSpecificRefused(Section section) {
        for (String name : List.of("connection", "keep-alive", "proxy-connection", "upgrade")) {
            assertEquals(new ConnectionSpecific(name), section.received(name, "x"));
            assertEquals(new ConnectionSpecific(name), section.outgoing(name, "x"));
        }
        assertEquals(new TransferEncoding(), section.received("transfer-encoding", "chunked"));
        assertEquals(new TransferEncoding(), section.outgoing("transfer-encoding", "chunked"));
    }

    @Test
    @Requirement("9113-8.2.3-1")
    @DisplayName("8.2.3: Several Cookie fields MUST be concatenated with \"; \"")
    void cookies() {
        Field[] fields = get("cookie", "a=b", "x", "1", "cookie", "c=d", "y", "2", "cookie", "e=f");
        assertEquals(
                FieldSection.of("cookie", "a=b; c=d; e=f", "x", "1", "y", "2"),
                good(request(fields)).head().fields());
    }
}
