package dev.stillframe.conformance.script;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.conformance.wire.Header;
import dev.stillframe.h2.frame.FrameType;
import java.util.HashSet;
import java.util.Set;

/** Which streams we have begun and ended, taken from the octets that we sent. */
final class Outgoing {
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> reset = new HashSet<>();

    void add(Octets octets) {
        Header.each(
                octets,
                (header, payload) -> {
                    if (header.type() == FrameType.HEADERS && !isInterim(payload)) {
                        begun.add(header.streamId());
                    }
                    if (header.type() <= FrameType.HEADERS && header.has(Frames.END_STREAM)) {
                        ended.add(header.streamId());
                    }
                    if (header.type() == FrameType.RST_STREAM) {
                        reset.add(header.streamId());
                    }
                });
    }

    boolean hasBegun(int streamId) {
        return begun.contains(streamId);
    }

    boolean hasEnded(int streamId) {
        return ended.contains(streamId);
    }

    boolean hasReset(int streamId) {
        return reset.contains(streamId);
    }

    /** As cases write it: a literal field, the first of its block. */
    private static boolean isInterim(Octets payload) {
        return payload.length() > 10
                && payload.slice(2, 7).utf8().equals(":status")
                && payload.at(10) == '1';
    }
}
