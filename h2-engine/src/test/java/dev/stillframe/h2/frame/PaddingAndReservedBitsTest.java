package dev.stillframe.h2.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The bits that mean nothing, or that we have no use for, in what {@link FrameWriter} writes. The
 * octets are cut into frames here by their Length alone.
 */
class PaddingAndReservedBitsTest {
    private static final int MAX = Integer.MAX_VALUE;

    /** One frame as it lies on the wire. */
    private record Raw(int type, int flags, Octets identifier, Octets payload) {}

    private static List<Raw> cut(Octets octets) {
        List<Raw> frames = new ArrayList<>();
        for (int at = 0; at < octets.length(); ) {
            int length =
                    (octets.at(at) & 0xff) << 16
                            | (octets.at(at + 1) & 0xff) << 8
                            | octets.at(at + 2) & 0xff;
            frames.add(
                    new Raw(
                            octets.at(at + 3) & 0xff,
                            octets.at(at + 4) & 0xff,
                            octets.slice(at + 5, 4),
                            octets.slice(at + 9, length)));
            at += 9 + length;
        }
        return frames;
    }

    /**
     * Every frame that the writer knows, with each flag, and each field of 31 bits full of ones.
     */
    private static List<Raw> everyFrame() {
        Output out = new Output(256);
        FrameWriter.dataHeader(out, MAX, 2, false);
        out.latin1("ab");
        FrameWriter.dataHeader(out, MAX, 0, true);
        for (int promised : new int[] {0, MAX}) {
            for (int size : new int[] {3, 20}) {
                int from = out.length();
                out.zeros(FrameWriter.HEADER + (promised > 0 ? 4 : 0)).latin1("x".repeat(size));
                FrameWriter.fieldBlock(out, from, MAX, promised, size == 3, 8);
            }
        }
        FrameWriter.reset(out, MAX, ErrorCode.CANCEL);
        FrameWriter.settings(out, 1, -1, 0xffff, -1);
        FrameWriter.settingsAck(out);
        FrameWriter.ping(out, false, Octets.of(1, 2, 3, 4, 5, 6, 7, 8));
        FrameWriter.ping(out, true, Octets.of(1, 2, 3, 4, 5, 6, 7, 8));
        FrameWriter.goAway(out, MAX, ErrorCode.NO_ERROR, "bye");
        FrameWriter.windowUpdate(out, MAX, MAX);
        FrameWriter.priorityUpdate(out, MAX, "u=1");
        List<Raw> frames = cut(out.cut());
        Set<Integer> types = new TreeSet<>(frames.stream().map(Raw::type).toList());
        // We never send PRIORITY, which RFC 9113 section 5.3.2 deprecates.
        assertEquals(Set.of(0, 1, 3, 4, 5, 6, 7, 8, 9, 0x10), types);
        return frames;
    }

    private static int defined(int type) {
        return switch (type) {
            case FrameType.DATA -> 0x01 | 0x08;
            case FrameType.HEADERS -> 0x01 | 0x04 | 0x08 | 0x20;
            case FrameType.SETTINGS, FrameType.PING -> 0x01;
            case FrameType.PUSH_PROMISE -> 0x04 | 0x08;
            case FrameType.CONTINUATION -> 0x04;
            default -> 0;
        };
    }

    @Test
    @Requirement("9113-4.1-4")
    @DisplayName("4.1: Unused flags MUST be left unset (0x00) when sending")
    void unusedFlags() {
        for (Raw frame : everyFrame()) {
            assertEquals(0, frame.flags & ~defined(frame.type), frame.toString());
        }
    }

    @Test
    @Requirement("9113-4.1-5")
    @DisplayName("4.1: The reserved bit MUST remain unset (0x00) when sending")
    void reservedBit() {
        int full = 0;
        for (Raw frame : everyFrame()) {
            assertEquals(0, frame.identifier.at(0) & 0x80, frame.toString());
            full += frame.identifier.at(0) == 0x7f ? 1 : 0;
            switch (frame.type) {
                case FrameType.PUSH_PROMISE,
                        FrameType.GOAWAY,
                        FrameType.WINDOW_UPDATE,
                        FrameType.PRIORITY_UPDATE ->
                        assertEquals(0x7f, frame.payload.at(0), frame.toString());
                default -> {}
            }
        }
        assertTrue(full >= 8, "identifiers are as full as they can be");
    }

    @Test
    @Requirement({"9113-6.1-1", "9113-6.2-1", "9113-6.6-2"})
    @DisplayName("6.1, 6.2, 6.6: Padding octets MUST be set to zero when sending: we send none")
    void noPadding() {
        int able = 0;
        for (Raw frame : everyFrame()) {
            switch (frame.type) {
                case FrameType.DATA, FrameType.HEADERS, FrameType.PUSH_PROMISE -> {
                    assertEquals(0, frame.flags & Flag.PADDED, frame.toString());
                    able++;
                }
                default -> {}
            }
        }
        assertEquals(6, able, "frames that could have been padded");
    }
}
