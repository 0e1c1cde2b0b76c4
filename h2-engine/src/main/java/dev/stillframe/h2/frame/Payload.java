package dev.stillframe.h2.frame;

import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame.Malformed;
import java.nio.ByteBuffer;

/** Payloads that are there as a whole, taken apart (RFC 9113 section 6). */
final class Payload {
    private Payload() {}

    /** Too much padding, on any of the frames that may have it (sections 6.1, 6.2, 6.6). */
    static Malformed overpadded() {
        return new Malformed(0, PROTOCOL_ERROR, "padding longer than the frame");
    }

    /**
     * The frame whose payload is in {@code octets}, and in {@code in} which views the same octets,
     * from {@code at} on. Its header has been found right; it is none of DATA and the unknown.
     */
    static Frame parse(
            Octets octets, ByteBuffer in, int at, int length, int type, int flags, int id) {
        return switch (type) {
            case FrameType.HEADERS -> headers(octets, in, at, length, flags, id);
            case FrameType.PRIORITY -> new Frame.Priority(id, FrameHeader.u31(in, at));
            case FrameType.RST_STREAM -> new Frame.Reset(id, in.getInt(at));
            case FrameType.SETTINGS ->
                    new Frame.Settings((flags & Flag.ACK) != 0, octets.slice(at, length));
            case FrameType.PUSH_PROMISE -> pushPromise(octets, in, at, length, flags, id);
            case FrameType.PING ->
                    new Frame.Ping((flags & Flag.ACK) != 0, octets.slice(at, length));
            case FrameType.GOAWAY ->
                    new Frame.GoAway(
                            FrameHeader.u31(in, at),
                            in.getInt(at + 4),
                            octets.slice(at + 8, length - 8));
            case FrameType.WINDOW_UPDATE -> new Frame.WindowUpdate(id, FrameHeader.u31(in, at));
            case FrameType.CONTINUATION ->
                    new Frame.Continuation(
                            id, octets.slice(at, length), (flags & Flag.END_HEADERS) != 0);
            case FrameType.PRIORITY_UPDATE -> priorityUpdate(octets, in, at, length);
            default -> throw new IllegalArgumentException("no payload of type " + type);
        };
    }

    private static Frame headers(
            Octets octets, ByteBuffer in, int at, int length, int flags, int id) {
        int from = at;
        int end = at + length;
        if ((flags & Flag.PADDED) != 0) {
            end -= in.get(from++) & 0xff;
        }
        int dependency = -1;
        if ((flags & Flag.PRIORITY) != 0) {
            dependency = FrameHeader.u31(in, from);
            from += 5;
        }
        if (end < from) {
            return overpadded();
        }
        return new Frame.Headers(
                id,
                octets.slice(from, end - from),
                (flags & Flag.END_STREAM) != 0,
                (flags & Flag.END_HEADERS) != 0,
                dependency);
    }

    private static Frame pushPromise(
            Octets octets, ByteBuffer in, int at, int length, int flags, int id) {
        int from = at;
        int end = at + length;
        if ((flags & Flag.PADDED) != 0) {
            end -= in.get(from++) & 0xff;
        }
        int promisedId = FrameHeader.u31(in, from);
        from += 4;
        if (end < from) {
            return overpadded();
        }
        if (promisedId == 0) {
            return new Malformed(0, PROTOCOL_ERROR, "PUSH_PROMISE of stream 0");
        }
        return new Frame.PushPromise(
                id, promisedId, octets.slice(from, end - from), (flags & Flag.END_HEADERS) != 0);
    }

    private static Frame priorityUpdate(Octets octets, ByteBuffer in, int at, int length) {
        int prioritizedId = FrameHeader.u31(in, at);
        return prioritizedId == 0
                ? new Malformed(0, PROTOCOL_ERROR, "PRIORITY_UPDATE of stream 0")
                : new Frame.PriorityUpdate(prioritizedId, octets.slice(at + 4, length - 4));
    }
}
