package dev.stillframe.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Field values of calls (PROTOCOL-HTTP2). */
class FieldsTest {
    @ParameterizedTest
    @CsvSource({
        "1n, PT0.000000001S",
        "99999999n, PT0.099999999S",
        "5u, PT0.000005S",
        "250m, PT0.25S",
        "0m, PT0S",
        "10S, PT10S",
        "00000007S, PT7S",
        "3M, PT3M",
        "2H, PT2H",
        "99999999H, PT99999999H"
    })
    @DisplayName("A timeout is read in each unit")
    void timeouts(String value, Duration time) {
        assertEquals(time, Timeout.parse(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S",
                "1",
                "123456789S",
                "-1S",
                "+1S",
                "1.5S",
                "1s",
                "1h",
                "1 S",
                "1SS",
                "٣S"
            })
    @DisplayName("What is no timeout is none")
    void noTimeouts(String value) {
        assertNull(Timeout.parse(value));
    }

    @Test
    @DisplayName("A timeout that is sent is never longer than what was meant, nor much shorter")
    void timeoutsSent() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Duration time =
                    Duration.ofNanos(Math.max(1, random.nextLong() >>> 1 + random.nextInt(62)));
            String sent = Timeout.of(time);
            Duration read = Timeout.parse(sent);
            assertNotNull(read, sent);
            assertTrue(read.compareTo(time) <= 0, () -> time + " " + sent);
            // At least five digits are as they were.
            Duration lost = time.minus(read);
            assertTrue(lost.multipliedBy(100_000).compareTo(time) <= 0, () -> time + " " + sent);
        }
        assertEquals("1n", Timeout.of(Duration.ZERO));
        assertEquals("1n", Timeout.of(Duration.ofSeconds(-5)));
        assertEquals("99999999H", Timeout.of(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a+b%20c | a+b c",
                "100% bad%zz | 100% bad%zz",
                "% | %",
                "%4 | %4",
                "%e2%82%AC | €",
                "%25 | %",
                "plain | plain"
            })
    @DisplayName("A message is decoded, whatever it is; nothing is lost")
    void percent(String sent, String meant) {
        assertEquals(meant, PercentText.decode(sent));
    }

    @Test
    @DisplayName("Any text survives, and is printable ASCII on the way; any octets are decoded")
    void anyText() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.appendCodePoint(
                        random.nextBoolean()
                                ? random.nextInt(128)
                                : random.nextInt(0xd800 + 0x2000) % 0xd800);
            }
            String encoded = PercentText.encode(text.toString());
            assertTrue(encoded.chars().allMatch(c -> c >= ' ' && c <= '~'), encoded);
            assertEquals(encoded.strip(), encoded, "a field value has no space at its ends");
            assertEquals(text.toString(), PercentText.decode(encoded));
            byte[] octets = new byte[random.nextInt(12)];
            random.nextBytes(octets);
            assertNotNull(PercentText.decode(new String(octets, StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    @DisplayName("Octets are sent without padding, and taken with it and without, joined or not")
    void binary() {
        Metadata sent = Metadata.EMPTY.plus("a-bin", Octets.of(1)).plus("a-bin", Octets.of(2, 3));
        assertEquals(List.of("AQ", "AgM"), sent.fields().values("a-bin"));
        Metadata came =
                new Metadata(
                        FieldSection.of(
                                "a-bin", "AQ==,AgM", "a-bin", "AQ", "a-bin", "!", "b", "x"));
        assertEquals(List.of(Octets.of(1), Octets.of(2, 3), Octets.of(1)), came.allOctets("a-bin"));
        assertEquals(Octets.of(1), came.octets("a-bin"));
        assertNull(came.octets("c-bin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "grpc-x", "a b", ":path", "ä", "x-bin", "te", "content-type"})
    @DisplayName("A key that is not allowed is refused before it is sent")
    void keys(String key) {
        assertThrows(IllegalArgumentException.class, () -> Metadata.EMPTY.plus(key, "v"));
    }

    @Test
    @DisplayName("A value that is not allowed is refused when sent, and taken when it came")
    void values() {
        assertThrows(IllegalArgumentException.class, () -> Metadata.EMPTY.plus("a", "b\u0007"));
        assertThrows(IllegalArgumentException.class, () -> Metadata.EMPTY.plus("a", Octets.of(1)));
        FieldSection came = FieldSection.of("a", "\u00e9\u0001");
        assertEquals("\u00e9\u0001", Trailing.custom(came).value("a"));
    }

    @Test
    @DisplayName("Every status survives, with its message and details")
    void statuses() {
        for (Code code : Code.values()) {
            Status status = new Status(code, "ünd 100%\n", Octets.of(8, 5, 0));
            Metadata custom = Metadata.of("k", "v");
            FieldSection fields = Trailing.of(status, custom);
            assertEquals(status, Trailing.status(fields));
            assertEquals(custom, Trailing.custom(fields));
        }
        assertEquals(FieldSection.of("grpc-status", "0"), Trailing.of(Status.OK, Metadata.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "-1", "x", "", "99999999999", "2 "})
    @DisplayName("A status that nobody knows is UNKNOWN, with what it said")
    void unknownStatuses(String value) {
        Status status =
                Trailing.status(FieldSection.of("grpc-status", value, "grpc-message", "why"));
        assertNotNull(status);
        assertEquals(Code.UNKNOWN, status.code());
        assertTrue(status.message().contains("why"), status.message());
    }

    @Test
    @DisplayName("No status is none")
    void noStatus() {
        assertNull(Trailing.status(FieldSection.of("grpc-message", "x")));
    }

    @ParameterizedTest
    @CsvSource({
        "application/grpc, true", "application/grpc+proto, true", "application/grpc;x=y, true",
        "Application/GRPC+json, true", "application/grpc-web, false", "application/json, false",
        "application/grpcx, false", "'', false", ", false"
    })
    @DisplayName("What is a call's content-type")
    void types(String value, boolean grpc) {
        assertEquals(grpc, MessageType.isGrpc(value));
    }

    @ParameterizedTest
    @CsvSource({
        "400, INTERNAL", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED",
        "429, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE",
        "200, UNKNOWN", "500, UNKNOWN", "302, UNKNOWN", "415, UNKNOWN"
    })
    @DisplayName("An HTTP status is a status")
    void http(int status, Code code) {
        assertEquals(code, Ends.ofHttp(status).code());
    }

    @ParameterizedTest
    @CsvSource({
        "0, INTERNAL",
        "1, INTERNAL",
        "2, INTERNAL",
        "3, INTERNAL",
        "4, INTERNAL",
        "6, INTERNAL",
        "7, UNAVAILABLE",
        "8, CANCELLED",
        "9, INTERNAL",
        "10, INTERNAL",
        "11, RESOURCE_EXHAUSTED",
        "12, PERMISSION_DENIED"
    })
    @DisplayName("A reset stream is a status")
    void resets(int number, Code code) {
        ErrorCode reset = new ErrorCode(number);
        assertEquals(code, Ends.of(new End.Reset(reset, true, "")).code());
    }

    @Test
    @DisplayName("What was never processed, and a lost connection, is UNAVAILABLE")
    void lost() {
        assertEquals(
                Code.UNAVAILABLE,
                Ends.of(new End.Unprocessed(ErrorCode.NO_ERROR, "going away")).code());
        assertEquals(Code.UNAVAILABLE, Ends.of(new End.Lost(ErrorCode.NO_ERROR, true, "")).code());
    }

    @Test
    @DisplayName("A message that grows beyond the limit is given up, without being made")
    void bomb() throws IOException {
        Octets zeros = Octets.wrap(new byte[50_000_000]);
        Octets small = Compression.GZIP.compress(zeros);
        assertTrue(small.length() < 100_000);
        assertThrows(Compression.TooLarge.class, () -> Compression.GZIP.decompress(small, 1000));
        assertEquals(50_000_000, Compression.GZIP.decompress(small, 50_000_000).length());
        assertFalse(small.isEmpty());
        assertThrows(IOException.class, () -> Compression.GZIP.decompress(Octets.of(1, 2), 1000));
    }
}
