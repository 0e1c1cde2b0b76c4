package dev.stillframe.grpc.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Deframer;
import dev.stillframe.grpc.wire.MessageType;
import dev.stillframe.grpc.wire.PercentText;
import dev.stillframe.grpc.wire.Timeout;
import dev.stillframe.grpc.wire.Trailing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any octets as messages in any pieces, as field values, and as a whole call.
 *
 * <p>Tape: one octet for how (bits 0 and 1: what it is; from bit 2 on: the length of the pieces),
 * then the octets.
 */
final class CallFuzz {
    private static final int MOST = 1000;

    @FuzzTest
    void calls(byte[] data) {
        fuzzerTestOneInput(data);
    }

    /** The target, as Jazzer's own driver calls it. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int piece = 1 + ((data[0] & 0xff) >> 2);
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        switch (data[0] & 3) {
            case 0 -> messages(Octets.wrap(rest), piece);
            case 1 -> value(new String(rest, StandardCharsets.ISO_8859_1));
            default -> FuzzedCall.play(rest, piece);
        }
    }

    // ---- messages

    /** What comes of all pieces. */
    private record Read(
            List<Deframer.Frame> frames, @Nullable Status wrong, boolean within, int held) {}

    private static void messages(Octets octets, int piece) {
        Read whole = read(octets, Math.max(1, octets.length()));
        assertEquals(whole, read(octets, piece), "the pieces decide what is read");
        long said = whole.held();
        for (Deframer.Frame frame : whole.frames()) {
            assertTrue(frame.payload().length() <= MOST, "a message that is too large");
            said += 5 + frame.payload().length();
        }
        assertTrue(
                whole.wrong() == null ? said == octets.length() : said <= octets.length(),
                "octets are lost, or come from nowhere");
    }

    private static Read read(Octets octets, int piece) {
        Deframer deframer = Deframer.EMPTY;
        List<Deframer.Frame> frames = new ArrayList<>();
        for (int at = 0; at < octets.length(); at += piece) {
            byte[] memory = octets.slice(at, Math.min(piece, octets.length() - at)).toArray();
            Deframer.Taken taken = deframer.take(Octets.wrap(memory), MOST);
            for (Deframer.Frame frame : taken.frames()) {
                frames.add(new Deframer.Frame(frame.compressed(), frame.payload().copy()));
            }
            Arrays.fill(memory, (byte) 0xee); // it does not last
            if (taken.wrong() != null) {
                return new Read(frames, taken.wrong(), false, 0);
            }
            deframer = taken.next();
        }
        return new Read(frames, null, deframer.isWithin(), deframer.held());
    }

    // ---- fields

    private static void value(String text) {
        Duration timeout = Timeout.parse(text);
        assertEquals(text.matches("[0-9]{1,8}[HMSmun]"), timeout != null, "a timeout");
        if (timeout != null && timeout.isPositive()) {
            assertTrue(Timeout.of(timeout).length() <= 9, "a timeout of 8 digits");
        }
        String meant = PercentText.decode(text);
        assertEquals(meant, PercentText.decode(PercentText.encode(meant)), "a message");
        assertTrue(!MessageType.subtype(text).contains(" "), "a subtype");
        Metadata metadata = Trailing.custom(FieldSection.of(fields(text)));
        for (Field field : metadata.fields()) {
            metadata.allOctets(field.name());
            assertTrue(!field.name().startsWith("grpc-"), field::name);
        }
        Status status = Trailing.status(FieldSection.of(fields(text)));
        if (status != null) {
            FieldSection again = Trailing.of(status, Metadata.EMPTY);
            assertEquals(status, Trailing.status(again), "a status");
            for (Field field : again) {
                assertTrue(field.value().chars().allMatch(c -> c >= ' ' && c <= '~'), "ASCII");
            }
        }
    }

    /** Lines of the text as values of the fields that are read. */
    private static List<Field> fields(String text) {
        List<String> names =
                List.of(
                        "grpc-status",
                        "grpc-message",
                        "grpc-status-details-bin",
                        "content-type",
                        "a-bin",
                        "a");
        List<Field> fields = new ArrayList<>();
        String[] lines = text.split("\n", names.size());
        for (int i = 0; i < lines.length; i++) {
            fields.add(new Field(names.get(i), lines[i]));
        }
        return fields;
    }
}
