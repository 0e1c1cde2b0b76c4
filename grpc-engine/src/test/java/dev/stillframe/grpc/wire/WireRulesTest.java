package dev.stillframe.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Receiving;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of PROTOCOL-HTTP2, each for all values; by its own words, not by our code. */
class WireRulesTest {
    private static final Map<Character, BigInteger> NANOS =
            Map.of(
                    'H', BigInteger.valueOf(3_600_000_000_000L),
                    'M', BigInteger.valueOf(60_000_000_000L),
                    'S', BigInteger.valueOf(1_000_000_000L),
                    'm', BigInteger.valueOf(1_000_000L),
                    'u', BigInteger.valueOf(1_000L),
                    'n', BigInteger.ONE);

    private static Octets octets(SplittableRandom random) {
        byte[] octets = new byte[random.nextInt(40)];
        random.nextBytes(octets);
        return Octets.wrap(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789HMSmun", "09H", "0123456789HMSmunhs +-.", "1nu"})
    @DisplayName("Timeout: 1 to 8 digits and a unit of H M S m u n, and nothing else")
    void timeout(String alphabet) {
        Property.texts(alphabet, 11)
                .holdsFor(
                        20_000,
                        text -> {
                            Duration read = Timeout.parse(text);
                            if (!text.matches("[0-9]{1,8}[HMSmun]")) {
                                assertNull(read);
                                return;
                            }
                            assertNotNull(read);
                            int digits = text.length() - 1;
                            BigInteger meant =
                                    new BigInteger(text.substring(0, digits))
                                            .multiply(NANOS.get(text.charAt(digits)));
                            BigInteger got =
                                    BigInteger.valueOf(read.getSeconds())
                                            .multiply(NANOS.get('S'))
                                            .add(BigInteger.valueOf(read.getNano()));
                            assertEquals(meant, got);
                        });
    }

    @Test
    @DisplayName("Binary values: sent without padding; taken with it or without, joined or not")
    void binary() {
        Property.lists(WireRulesTest::octets, 6)
                .holdsFor(
                        3_000,
                        all -> {
                            Metadata sent = Metadata.EMPTY;
                            for (Octets each : all) {
                                sent = sent.plus("k-bin", each);
                            }
                            for (String value : sent.values("k-bin")) {
                                assertTrue(value.matches("[A-Za-z0-9+/]*"), value);
                            }
                            assertEquals(all, sent.allOctets("k-bin"));
                            for (int how = 0; how < 8; how++) {
                                assertEquals(all, written(all, how).allOctets("k-bin"));
                            }
                        });
    }

    /** As others write it: with padding, or every other; in one line, or some; with spaces. */
    private static Metadata written(List<Octets> all, int how) {
        FieldSection fields = FieldSection.EMPTY;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            String padded = Base64.getEncoder().encodeToString(all.get(i).toArray());
            boolean pads = (how & 1) == 0 || i % 2 == 0;
            line.append(pads ? padded : padded.replace("=", ""));
            if ((how & 2) != 0 && i < all.size() - 1) {
                line.append((how & 4) != 0 ? ", " : ",");
            } else {
                fields = fields.plus("k-bin", line.toString());
                line.setLength(0);
            }
        }
        return new Metadata(fields);
    }

    @Test
    @DisplayName("Binary values that are none are nobody's error, and spoil no others")
    void noBinary() {
        Property.texts("AQ=,!-_ z", 12)
                .holdsFor(
                        20_000,
                        text -> {
                            Metadata came =
                                    new Metadata(
                                            FieldSection.of(
                                                    "k-bin", "AQ", "k-bin", text, "k-bin", "Ag"));
                            List<Octets> read = came.allOctets("k-bin");
                            assertEquals(Octets.of(1), read.getFirst());
                            assertEquals(Octets.of(2), read.getLast());
                            assertEquals(Octets.of(2), came.octets("k-bin"));
                            assertEquals(text, came.values("k-bin").get(1));
                        });
    }

    @Test
    @DisplayName("Status-Message: percent-encoded as the rule says, and decoded whatever came")
    void message() {
        Property.texts("a %~\u007f\u00e4\u20ac\n\u0000+", 8)
                .holdsFor(
                        20_000,
                        text -> {
                            String sent = PercentText.encode(text);
                            assertEquals(text, PercentText.decode(sent));
                            assertEquals(text, oracle(sent));
                            // "%x20-%x24 / %x26-%x7E" stand for themselves, but for the ends.
                            for (char c : sent.replaceAll("%[0-9A-F]{2}", "").toCharArray()) {
                                assertTrue(c >= ' ' && c <= '~' && c != '%', sent);
                            }
                        });
        Property.texts("%4fF g+", 9)
                .holdsFor(
                        20_000,
                        came -> {
                            // "implementations MUST NOT error or throw away the message"
                            assertEquals(oracle(came), PercentText.decode(came));
                        });
    }

    /** Percent and two digits are an octet, and all else stands for itself. */
    private static String oracle(String sent) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher parts = Pattern.compile("%[0-9a-fA-F]{2}|.", Pattern.DOTALL).matcher(sent);
        while (parts.find()) {
            String part = parts.group();
            octets.write(
                    part.length() == 3 ? Integer.parseInt(part.substring(1), 16) : part.charAt(0));
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName(
            "Compressed-Flag: set for what is compressed; each message has a context of its own")
    void ownContexts() {
        Receiving<Octets> gzip = Receiving.of(Codec.OCTETS, Compression.GZIP, 1000);
        Receiving<Octets> none = Receiving.of(Codec.OCTETS, null, 1000);
        Property.lists(WireRulesTest::octets, 6)
                .holdsFor(
                        1_000,
                        all -> {
                            Octets wire = Octets.EMPTY;
                            for (int i = 0; i < all.size(); i++) {
                                boolean compress = (i & 1) == 0;
                                Octets frame =
                                        Frames.of(
                                                Codec.OCTETS,
                                                all.get(i),
                                                compress ? Compression.GZIP : null);
                                assertEquals(compress ? 1 : 0, frame.at(0));
                                wire = wire.plus(frame);
                            }
                            List<Deframer.Frame> frames = gzip.take(wire).frames();
                            // In any order: none needs those before it.
                            for (int i = frames.size() - 1; i >= 0; i--) {
                                Deframer.Frame frame = frames.get(i);
                                assertEquals(all.get(i), gzip.message(frame));
                                if (frame.compressed()) {
                                    // "it MUST be 0 if the call has no Message-Encoding"
                                    Receiving.Wrong wrong =
                                            assertThrows(
                                                    Receiving.Wrong.class,
                                                    () -> none.message(frame));
                                    assertEquals(Code.INTERNAL, wrong.status().code());
                                }
                            }
                        });
    }

    @Test
    @DisplayName("Custom metadata: what is not HTTP's or gRPC's, as it came, whatever it is")
    void custom() {
        Property.lists(
                        random ->
                                new Field(
                                        List.of("a", "b-bin", "grpc-x", "te", "content-type", "c.d")
                                                .get(random.nextInt(6)),
                                        value(random)),
                        8)
                .holdsFor(
                        5_000,
                        all -> {
                            List<Field> kept = new ArrayList<>(all);
                            kept.removeIf(
                                    each ->
                                            each.name().startsWith("grpc-")
                                                    || each.name().startsWith("te")
                                                    || each.name().startsWith("content-"));
                            assertEquals(
                                    FieldSection.of(kept),
                                    Trailing.custom(FieldSection.of(all)).fields());
                        });
    }

    /** One that HTTP allows (RFC 9110 section 5.5), though gRPC may not. */
    private static String value(SplittableRandom random) {
        String alphabet = "az09 !~,\t\u0080\u00ff";
        StringBuilder value = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return value.toString().strip();
    }

    @Test
    @DisplayName("Every HTTP status has the code that http-grpc-status-mapping.md gives it")
    void httpStatuses() {
        Map<Integer, Code> named =
                Map.of(
                        400, Code.INTERNAL,
                        401, Code.UNAUTHENTICATED,
                        403, Code.PERMISSION_DENIED,
                        404, Code.UNIMPLEMENTED,
                        429, Code.UNAVAILABLE,
                        502, Code.UNAVAILABLE,
                        503, Code.UNAVAILABLE,
                        504, Code.UNAVAILABLE);
        for (int status = 100; status < 1000; status++) {
            assertEquals(
                    named.getOrDefault(status, Code.UNKNOWN),
                    Ends.ofHttp(status).code(),
                    "" + status);
        }
    }

    @Test
    @DisplayName("Every code of RST_STREAM has a status; those that nobody knows are INTERNAL")
    void resets() {
        Map<Integer, Code> named =
                Map.of(
                        7, Code.UNAVAILABLE,
                        8, Code.CANCELLED,
                        11, Code.RESOURCE_EXHAUSTED,
                        12, Code.PERMISSION_DENIED,
                        13, Code.UNKNOWN); // HTTP_1_1_REQUIRED: the mapping has no row for it
        for (int code = 0; code < 200; code++) {
            for (boolean byPeer : new boolean[] {false, true}) {
                Status status = Ends.of(new End.Reset(ErrorCode.of(code), byPeer, "why"));
                assertEquals(named.getOrDefault(code, Code.INTERNAL), status.code(), "" + code);
            }
        }
    }

    @Test
    @DisplayName(
            "Any status, message, details and metadata are in the trailers, and come out of them")
    void trailers() {
        Property.texts("a %\u20ac\n", 6)
                .holdsFor(
                        5_000,
                        text -> {
                            Code code = Code.of(text.hashCode() & 15);
                            Status status = new Status(code, text, Octets.utf8(text));
                            Metadata own = Metadata.of("a", "1").plus("b-bin", Octets.utf8(text));
                            FieldSection fields = Trailing.of(status, own);
                            assertEquals(status, Trailing.status(fields));
                            assertEquals(own, Trailing.custom(fields));
                            assertEquals("" + code.number(), fields.value("grpc-status"));
                        });
    }

    @Test
    @DisplayName("A6, Pushback: milliseconds as a signed 32-bit integer, and -1 for no retry")
    void pushback() {
        Property.texts("0123456789", 10)
                .holdsFor(
                        5_000,
                        text -> {
                            long nanos = text.isEmpty() ? 0 : Long.parseLong(text) * 100_000;
                            Status failed = Status.of(Code.UNAVAILABLE, "busy");
                            Status later = failed.retryAfter(Duration.ofNanos(nanos));
                            FieldSection fields = Trailing.of(later, Metadata.EMPTY);
                            String millis = Long.toString((nanos + 999_999) / 1_000_000);
                            assertEquals(millis, fields.value("grpc-retry-pushback-ms"));
                            assertEquals(later, Trailing.status(fields));
                            assertEquals(Metadata.EMPTY, Trailing.custom(fields));
                        });
        Status failed = Status.of(Code.UNAVAILABLE, "busy");
        FieldSection never = Trailing.of(failed.withoutRetry(), Metadata.EMPTY);
        assertEquals("-1", never.value("grpc-retry-pushback-ms"));
        assertEquals(failed.withoutRetry(), Trailing.status(never));
        assertNull(Trailing.of(failed, Metadata.EMPTY).value("grpc-retry-pushback-ms"));
        Duration most = Duration.ofMillis(Integer.MAX_VALUE);
        assertEquals(new Pushback.After(Integer.MAX_VALUE), failed.retryAfter(most).pushback());
        for (Duration none : List.of(most.plusNanos(1), Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> failed.retryAfter(none));
        }
        assertThrows(IllegalArgumentException.class, Status.OK::withoutRetry);
        FieldSection fine = FieldSection.of("grpc-status", "0", "grpc-retry-pushback-ms", "7");
        assertEquals(Status.OK, Trailing.status(fine));
    }

    @Test
    @DisplayName("Length-Prefixed-Message: however it is cut, and in whatever company")
    void anyCut() {
        Property.lists(WireRulesTest::octets, 6)
                .holdsFor(
                        2_000,
                        all -> {
                            Octets wire = Octets.EMPTY;
                            for (Octets each : all) {
                                wire = wire.plus(Frames.of(Codec.OCTETS, each, null));
                            }
                            for (int size : new int[] {1, 2, 3, 5, 7, 100}) {
                                assertEquals(all, pieces(wire, size));
                            }
                        });
    }

    private static List<Octets> pieces(Octets wire, int size) throws Exception {
        Receiving<Octets> receiving = Receiving.of(Codec.OCTETS, null, 1000);
        List<Octets> got = new ArrayList<>();
        for (int at = 0; at < wire.length(); at += size) {
            Receiving.Taken<Octets> taken =
                    receiving.take(wire.slice(at, Math.min(size, wire.length() - at)));
            for (Deframer.Frame frame : taken.frames()) {
                got.add(receiving.message(frame));
            }
            assertNull(taken.wrong());
            receiving = taken.next();
        }
        assertNull(receiving.atEnd());
        return got;
    }
}
