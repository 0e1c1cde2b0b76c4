package dev.stillframe.h2.frame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over what arrives in one step, which cuts it into frames (RFC 9113 sections 3.4, 4, 6).
 *
 * <p>A frame that lies whole in a chunk is not copied: its octets are a slice of the chunk. Only a
 * frame other than DATA that straddles chunks is put together in memory of its own. Apart from the
 * pieces of DATA, the frames do not depend on how the octets are split.
 *
 * <p>No octets make it throw. After a {@link Malformed} for the connection it reads nothing more.
 */
public final class FrameReader {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Remainder rest;
    private final int maxFrameSize;
    private final boolean extensions;
    private Part part;
    private Octets chunk = Octets.EMPTY;
    private ByteBuffer in = NOTHING;
    private int at;
    private int end;

    /**
     * A reader that goes on where another one stopped.
     *
     * @param maxFrameSize the largest payload that the peer may send: our SETTINGS_MAX_FRAME_SIZE.
     *     A frame is judged by the value that holds when its header is complete
     */
    public FrameReader(Remainder rest, int maxFrameSize) {
        this(rest, maxFrameSize, false);
    }

    /**
     * The same.
     *
     * @param extensions whether frames of unknown types are given whole, and not passed over. It is
     *     the same for all readers of a connection
     */
    public FrameReader(Remainder rest, int maxFrameSize, boolean extensions) {
        this.rest = rest;
        this.maxFrameSize = maxFrameSize;
        this.extensions = extensions;
        this.part = rest.part();
    }

    /**
     * Gives the next octets. They must stay unchanged while the frames made of them are in use.
     *
     * @throws IllegalStateException unless {@link #next} has said that it needs more
     */
    public void feed(Octets chunk) {
        requireExhausted();
        this.chunk = chunk;
        in = chunk.toByteBuffer();
        at = 0;
        end = chunk.length();
    }

    /** The next frame or piece of DATA, or null when more octets are needed for one. */
    public @Nullable Frame next() {
        while (at < end) {
            Frame frame = part == Part.Between.HERE ? begin() : resume();
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    /**
     * What remains for the next step; the same object as at first when nothing has changed.
     *
     * @throws IllegalStateException unless {@link #next} has said that it needs more
     */
    public Remainder freeze() {
        requireExhausted();
        return part == rest.part() ? rest : Remainder.of(part);
    }

    private void requireExhausted() {
        if (at < end && part != Part.Broken.HERE) {
            throw new IllegalStateException("octets are left to read");
        }
    }

    private @Nullable Frame resume() {
        return switch (part) {
            case Part.Preface preface -> preface(preface.matched());
            case Part.Between ignored -> begin();
            case Part.Partial partial -> complete(partial);
            case Part.InData data -> more(data);
            case Part.Skipping skipping -> {
                skip(skipping.left());
                yield null;
            }
            case Part.Broken ignored -> {
                at = end;
                yield null;
            }
        };
    }

    /** Section 3.4. The first wrong octet shows that the client speaks something else. */
    private @Nullable Frame preface(int matched) {
        while (at < end && matched < PREFACE.length) {
            if (in.get(at++) != PREFACE[matched++]) {
                return broken(
                        new Malformed(
                                0, ErrorCode.PROTOCOL_ERROR, "not an HTTP/2 connection preface"));
            }
        }
        part = matched < PREFACE.length ? new Part.Preface(matched) : Part.Between.HERE;
        return null;
    }

    /** A frame that begins at the cursor. */
    private @Nullable Frame begin() {
        int have = end - at;
        if (have < FrameHeader.SIZE) {
            return hold(have, FrameHeader.SIZE);
        }
        long first = FrameHeader.first(in, at);
        int id = FrameHeader.streamId(first, in, at);
        Malformed fault = fault(first, id);
        if (fault != null) {
            at += FrameHeader.SIZE;
            return refuse(fault, first);
        }
        int wanted = wanted(first);
        if (have < wanted) {
            return hold(have, wanted);
        }
        int from = at;
        at += wanted;
        return frame(chunk, in, from, first, id);
    }

    /** Keeps what there is of a frame; the chunk belongs to somebody else. */
    private @Nullable Frame hold(int have, int wanted) {
        part = new Part.Partial(Held.copy(chunk, at, have), wanted);
        at = end;
        return null;
    }

    private @Nullable Frame complete(Part.Partial partial) {
        Held held = partial.held();
        int missing = partial.wanted() - held.length();
        if (end - at < missing) {
            part = new Part.Partial(held.plus(chunk, at, end - at), partial.wanted());
            at = end;
            return null;
        }
        byte[] whole = held.join(chunk, at, missing);
        at += missing;
        ByteBuffer view = ByteBuffer.wrap(whole);
        long first = FrameHeader.first(view, 0);
        int id = FrameHeader.streamId(first, view, 0);
        if (whole.length == FrameHeader.SIZE) {
            Malformed fault = fault(first, id);
            if (fault != null) {
                return refuse(fault, first);
            }
            int wanted = wanted(first);
            if (wanted > FrameHeader.SIZE) {
                part = new Part.Partial(Held.of(whole), wanted);
                return null;
            }
        }
        part = Part.Between.HERE;
        return frame(Octets.wrap(whole), view, 0, first, id);
    }

    private @Nullable Malformed fault(long first, int id) {
        return FrameHeader.fault(
                FrameHeader.length(first),
                FrameHeader.type(first),
                FrameHeader.flags(first),
                id,
                maxFrameSize);
    }

    private Frame refuse(Malformed fault, long first) {
        if (fault.streamId() == 0) {
            return broken(fault);
        }
        skip(FrameHeader.length(first));
        return fault;
    }

    private Frame broken(Malformed fault) {
        part = Part.Broken.HERE;
        return fault;
    }

    /** How many octets of a frame, its header's among them, are needed to make something of it. */
    private int wanted(long first) {
        return switch (FrameHeader.type(first)) {
            case FrameType.DATA ->
                    FrameHeader.SIZE + ((FrameHeader.flags(first) & Flag.PADDED) != 0 ? 1 : 0);
            case FrameType.HEADERS,
                    FrameType.PRIORITY,
                    FrameType.RST_STREAM,
                    FrameType.SETTINGS,
                    FrameType.PUSH_PROMISE,
                    FrameType.PING,
                    FrameType.GOAWAY,
                    FrameType.WINDOW_UPDATE,
                    FrameType.CONTINUATION,
                    FrameType.PRIORITY_UPDATE ->
                    FrameHeader.SIZE + FrameHeader.length(first);
            default -> FrameHeader.SIZE + (extensions ? FrameHeader.length(first) : 0);
        };
    }

    /**
     * The frame at {@code from}, of which all that is wanted is in {@code octets} and in {@code
     * view} which views the same. The cursor is behind it.
     */
    private Frame frame(Octets octets, ByteBuffer view, int from, long first, int id) {
        int length = FrameHeader.length(first);
        int type = FrameHeader.type(first);
        int flags = FrameHeader.flags(first);
        if (type == FrameType.DATA) {
            return open(view, from, length, flags, id);
        }
        if (!known(type)) {
            if (extensions) {
                Octets payload = octets.slice(from + FrameHeader.SIZE, length);
                return new Frame.Unknown(type, flags, id, length, payload);
            }
            skip(length);
            return new Frame.Unknown(type, flags, id, length);
        }
        Frame frame = Payload.parse(octets, view, from + FrameHeader.SIZE, length, type, flags, id);
        return frame instanceof Malformed fault ? broken(fault) : frame;
    }

    private static boolean known(int type) {
        return type <= FrameType.CONTINUATION || type == FrameType.PRIORITY_UPDATE;
    }

    private void skip(int count) {
        int here = Math.min(count, end - at);
        at += here;
        part = here == count ? Part.Between.HERE : new Part.Skipping(count - here);
    }

    /** Section 6.1: the flow-controlled length is all of the payload, Pad Length included. */
    private Frame open(ByteBuffer view, int from, int length, int flags, int id) {
        int padding = 0;
        int besides = 0;
        if ((flags & Flag.PADDED) != 0) {
            padding = view.get(from + FrameHeader.SIZE) & 0xff;
            besides = 1 + padding;
        }
        if (besides > length) {
            return broken(Payload.overpadded());
        }
        boolean endStream = (flags & Flag.END_STREAM) != 0;
        Octets piece = payload(id, length - besides, padding, endStream);
        return new Frame.Data(id, true, length, besides, piece, endStream && ended());
    }

    /** The next piece of DATA, or null when there is only padding to pass over. */
    private @Nullable Frame more(Part.InData data) {
        Octets piece = payload(data.streamId(), data.payload(), data.padding(), data.endStream());
        boolean endStream = data.endStream() && ended();
        return piece.isEmpty() && !endStream
                ? null
                : new Frame.Data(data.streamId(), false, 0, 0, piece, endStream);
    }

    /** What is here of the rest of a DATA frame's payload; the cursor goes over its padding too. */
    private Octets payload(int id, int payload, int padding, boolean endStream) {
        int taken = Math.min(payload, end - at);
        Octets octets = chunk.slice(at, taken);
        at += taken;
        int skipped = Math.min(padding, end - at);
        at += skipped;
        part =
                taken == payload && skipped == padding
                        ? Part.Between.HERE
                        : new Part.InData(id, payload - taken, padding - skipped, endStream);
        return octets;
    }

    /** Whether all of the DATA frame has arrived whose payload was just taken. */
    private boolean ended() {
        return part == Part.Between.HERE;
    }
}
