package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.frame.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * Any octets, in any pieces, are cut into the same frames, and the frames say what the octets said.
 *
 * <p>Tape: one octet for how (bit 0: a preface is awaited; bit 1: large frames are allowed; from
 * bit 4 on: the length of the pieces), then the octets.
 */
final class FrameReaderFuzz {
    private static final int LEAST_MAX_FRAME_SIZE = 16_384;
    private static final int HEADER = 9;

    @FuzzTest
    void frames(byte[] data) {
        fuzzerTestOneInput(data);
    }

    /** The target, as Jazzer's own driver calls it. */
    public static void fuzzerTestOneInput(byte[] data) {
        Tape tape = new Tape(data);
        int how = tape.u8();
        Remainder start = (how & 1) != 0 ? Remainder.preface() : Remainder.frames();
        int maxFrameSize = (how & 2) != 0 ? 1 << 20 : LEAST_MAX_FRAME_SIZE;
        Octets octets = tape.take(tape.left());

        List<Frame> frames = new ArrayList<>();
        Remainder rest = read(start, maxFrameSize, octets, octets.length(), frames);
        List<Frame> pieces = new ArrayList<>();
        Remainder restOfPieces = read(start, maxFrameSize, octets, 1 + (how >> 4), pieces);

        List<Frame> whole = Wire.merge(frames);
        assertEquals(whole, Wire.merge(pieces), "the pieces decide what is read");
        assertEquals(rest, restOfPieces, "the pieces decide what remains");
        assertEndsWithFault(whole);
        long said = 0;
        for (Frame frame : whole) {
            said += HEADER + check(frame, maxFrameSize);
        }
        // A frame's header is at least nine octets of the input, so frames cannot multiply; and
        // no more payload comes out than went in.
        assertTrue(said <= octets.length(), "more was read than came");
    }

    private static Remainder read(
            Remainder start, int maxFrameSize, Octets octets, int piece, List<Frame> frames) {
        Remainder rest = start;
        FrameReader reader = new FrameReader(rest, maxFrameSize);
        for (int at = 0; at < octets.length(); at += piece) {
            Octets chunk = octets.slice(at, Math.min(piece, octets.length() - at));
            Wire.read(reader, chunk, frames);
            // Every other piece goes to a new reader, as in a new step.
            if ((at / piece & 1) == 1) {
                rest = reader.freeze();
                reader = new FrameReader(rest, maxFrameSize);
            }
        }
        return reader.freeze();
    }

    /** Section 5.4.1: behind a connection error nothing is read. */
    private static void assertEndsWithFault(List<Frame> frames) {
        for (int i = 0; i < frames.size() - 1; i++) {
            boolean ends = frames.get(i) instanceof Frame.Malformed m && m.streamId() == 0;
            assertTrue(!ends, "read on after " + frames.get(i));
        }
    }

    /** What of the frame's payload was certainly in the input. */
    private static int check(Frame frame, int maxFrameSize) {
        return switch (frame) {
            case Frame.Data d -> {
                assertTrue(d.streamId() > 0 && d.length() <= maxFrameSize, frame::toString);
                assertTrue(d.payload().length() + d.padding() <= d.length(), frame::toString);
                yield d.payload().length();
            }
            case Frame.Headers h -> {
                int flags =
                        (h.endStream() ? Wire.END_STREAM : 0)
                                | (h.endHeaders() ? Wire.END_HEADERS : 0);
                if (h.dependency() < 0) {
                    same(frame, Wire.of().headers(h.streamId(), h.fragment(), flags));
                }
                yield h.fragment().length();
            }
            case Frame.Priority p -> 5;
            case Frame.Reset r -> 4;
            case Frame.Settings s -> {
                assertTrue(!s.ack() || s.count() == 0, frame::toString);
                yield s.payload().length();
            }
            case Frame.PushPromise p -> {
                assertTrue(p.promisedId() > 0, frame::toString);
                same(
                        frame,
                        Wire.of()
                                .pushPromise(
                                        p.streamId(),
                                        p.promisedId(),
                                        p.fragment(),
                                        p.endHeaders() ? Wire.END_HEADERS : 0));
                yield 4 + p.fragment().length();
            }
            case Frame.Ping p -> same(frame, Wire.of().ping(p.ack(), p.opaque()));
            case Frame.GoAway g -> 8 + g.debug().length();
            case Frame.WindowUpdate w ->
                    same(frame, Wire.of().windowUpdate(w.streamId(), w.increment()));
            case Frame.Continuation c ->
                    same(
                            frame,
                            Wire.of()
                                    .continuation(
                                            c.streamId(),
                                            c.fragment(),
                                            c.endHeaders() ? Wire.END_HEADERS : 0));
            case Frame.PriorityUpdate p -> {
                assertTrue(p.prioritizedId() > 0, frame::toString);
                yield 4 + p.value().length();
            }
            case Frame.Unknown u -> 0;
            // A wrong preface is found at its first wrong octet.
            case Frame.Malformed m -> -HEADER;
        };
    }

    /** The frame, written by other hands, is read as the same; the length of its payload. */
    private static int same(Frame frame, Wire written) {
        Octets octets = written.octets();
        assertEquals(List.of(frame), Wire.frames(octets));
        return octets.length() - HEADER;
    }
}
