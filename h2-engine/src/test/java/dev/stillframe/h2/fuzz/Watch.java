package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The strictest of peers: it knows what it has said, and holds every frame that we send against it.
 *
 * <p>What it said counts for frames and windows when we may know it: WINDOW_UPDATE at once,
 * SETTINGS when we acknowledge them (RFC 9113 section 6.5.3).
 */
final class Watch {
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;

    /** What we have sent on one stream. */
    private static final class Sent {
        boolean head;
        boolean ended;
        boolean reset;

        /** Relative to the initial window size. */
        long window;
    }

    private final Role role;
    private final int maxFrameSize;
    private Remainder said;
    private boolean saidAll;
    private boolean begun;
    private final ArrayDeque<Frame.Settings> unacknowledged = new ArrayDeque<>();
    private final Map<Integer, Sent> streams = new HashMap<>();
    private FieldDecoder decoder = FieldDecoder.initial();
    private int initialWindow = 65_535;
    private long connectionWindow = 65_535;
    private long mayBeLong = 16_384;
    private int blockOn;
    private boolean blockEnds;
    private boolean blockPromises;
    private Octets block = Octets.EMPTY;

    /**
     * @param role ours
     * @param maxFrameSize what we accept
     */
    Watch(Role role, int maxFrameSize) {
        this.role = role;
        this.maxFrameSize = maxFrameSize;
        said = role == Role.SERVER ? Remainder.preface() : Remainder.frames();
    }

    private Sent on(int streamId) {
        return streams.computeIfAbsent(streamId, ignored -> new Sent());
    }

    /** The peer says this. */
    void says(Octets octets) {
        if (saidAll) {
            return;
        }
        FrameReader reader = new FrameReader(said, maxFrameSize);
        reader.feed(octets);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            if (frame instanceof Frame.Settings settings && !settings.ack()) {
                unacknowledged.add(settings);
            } else if (frame instanceof Frame.WindowUpdate update) {
                credited(update.streamId(), update.increment());
            } else if (frame instanceof Frame.Malformed malformed && malformed.streamId() == 0) {
                saidAll = true;
            }
        }
        said = reader.freeze();
    }

    private void credited(int streamId, int increment) {
        if (streamId == 0) {
            connectionWindow += increment;
        } else {
            on(streamId).window += increment;
        }
    }

    /** We send this in one step. */
    void hears(Octets octets) {
        Octets frames = octets;
        if (role == Role.CLIENT && !begun && !octets.isEmpty()) {
            begun = true;
            Octets preface = Wire.of().preface().octets();
            assertEquals(preface, octets.slice(0, preface.length()), "section 3.4");
            frames = octets.from(preface.length());
        }
        for (Frame frame : Wire.frames(frames)) {
            hears(frame);
        }
        assertEquals(0, blockOn, "a field block is sent in one step");
    }

    private void hears(Frame frame) {
        if (blockOn != 0) {
            assertTrue(
                    frame instanceof Frame.Continuation c && c.streamId() == blockOn,
                    () -> "section 6.10: within a field block " + frame);
        }
        switch (frame) {
            case Frame.Data data -> data(data);
            case Frame.Headers h ->
                    block(h.streamId(), h.fragment(), 0, h.endStream(), false, h.endHeaders());
            case Frame.PushPromise p -> {
                assertEquals(Role.SERVER, role, "section 8.4: a client cannot push");
                on(p.promisedId());
                block(p.streamId(), p.fragment(), 4, false, true, p.endHeaders());
            }
            case Frame.Continuation c -> {
                assertEquals(blockOn, c.streamId(), "a CONTINUATION of nothing");
                block(c.streamId(), c.fragment(), 0, blockEnds, blockPromises, c.endHeaders());
            }
            case Frame.Settings s -> {
                if (s.ack()) {
                    acknowledged();
                }
            }
            case Frame.Reset r -> {
                Sent sent = on(r.streamId());
                assertFalse(sent.reset, () -> "reset twice: " + r);
                sent.reset = true;
            }
            case Frame.WindowUpdate w -> {
                assertTrue(w.increment() > 0, "section 6.9: an increment of 0");
                assertTrue(w.streamId() == 0 || !on(w.streamId()).reset, "after RST_STREAM");
            }
            case Frame.Ping ignored -> {}
            case Frame.GoAway ignored -> {}
            case Frame.PriorityUpdate ignored -> {}
            case Frame.Priority p -> fail("we never send " + p);
            case Frame.Unknown u ->
                    assertEquals(Play.EXTENSION, u.type(), () -> "we never send " + u);
            case Frame.Malformed m -> fail("we sent what is not a frame: " + m);
        }
    }

    private void data(Frame.Data data) {
        Sent sent = on(data.streamId());
        assertTrue(sent.head && !sent.ended && !sent.reset, () -> "section 5.1: " + data);
        assertTrue(data.length() <= mayBeLong, () -> "section 4.2: " + data);
        sent.ended = data.endStream();
        sent.window -= data.length();
        connectionWindow -= data.length();
        assertTrue(
                data.length() == 0 || initialWindow + sent.window >= 0 && connectionWindow >= 0,
                () -> "section 6.9.1: " + data + " is more than the window");
    }

    private void block(
            int streamId,
            Octets fragment,
            int extra,
            boolean ends,
            boolean promises,
            boolean whole) {
        assertTrue(fragment.length() + extra <= mayBeLong, "section 4.2: a fragment too long");
        block = block.plus(fragment);
        blockOn = whole ? 0 : streamId;
        blockEnds = ends;
        blockPromises = promises;
        if (!whole) {
            return;
        }
        byte[] octets = block.toArray();
        block = Octets.EMPTY;
        FieldList list = new FieldList();
        FieldDecoder.Draft draft = decoder.draft();
        int all = Integer.MAX_VALUE;
        assertNull(draft.decode(octets, 0, octets.length, list, all, all), "section 4.3");
        decoder = draft.freeze();
        Sent sent = on(streamId);
        assertTrue(!sent.reset && (promises || !sent.ended), "section 5.1: a head after the end");
        if (promises) {
            assertTrue(value(list, ":method") != null, "section 8.4: a promise without a request");
            return;
        }
        head(sent, list, ends);
        sent.ended = ends;
    }

    private void head(Sent sent, FieldList list, boolean ends) {
        if (sent.head) {
            assertTrue(ends, "section 8.1: trailers end the stream");
            for (int i = 0; i < list.count(); i++) {
                assertFalse(list.at(i).name().startsWith(":"), "section 8.1: trailers");
            }
        } else if (role == Role.CLIENT) {
            assertTrue(value(list, ":method") != null, "section 8.3.1: no method");
            sent.head = true;
        } else {
            String status = value(list, ":status");
            assertTrue(status != null && status.length() == 3, "section 8.3.2: no status");
            boolean interim = status != null && status.startsWith("1");
            assertFalse(interim && ends, "section 8.1: an interim response does not end");
            sent.head = !interim;
        }
    }

    private static @Nullable String value(FieldList list, String name) {
        for (int i = 0; i < list.count(); i++) {
            if (list.at(i).name().equals(name)) {
                return list.at(i).value();
            }
        }
        return null;
    }

    private void acknowledged() {
        Frame.Settings settings = unacknowledged.poll();
        if (settings == null) {
            fail("section 6.5.3: acknowledged what was not said");
            return;
        }
        for (int i = 0; i < settings.count(); i++) {
            long value = settings.value(i);
            switch (settings.id(i)) {
                case HEADER_TABLE_SIZE ->
                        decoder = decoder.withLimit((int) Math.min(value, Integer.MAX_VALUE));
                case INITIAL_WINDOW_SIZE -> initialWindow = (int) value;
                case MAX_FRAME_SIZE -> mayBeLong = value;
                default -> {}
            }
        }
    }

    /** Settings of an HTTP/1.1 upgrade hold at once. */
    void upgraded(Octets settings) {
        Output frame = new Output(64);
        frame.put(settings);
        unacknowledged.addFirst(new Frame.Settings(false, frame.cut()));
        acknowledged();
    }
}
