package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has come from the peer. Its octets are its own, and stay. */
public sealed interface Arrival {
    /** A client's 24 octets (section 3.4). */
    record Preface() implements Arrival {
        @Override
        public String toString() {
            return "the client's preface";
        }
    }

    /**
     * A frame.
     *
     * @param header what stood in front of it
     * @param payload all of it, with padding
     * @param frame the frame as the engine's reader takes it
     * @param fields the fields of the block that ends with this frame, or null where none does
     */
    record Received(Header header, Octets payload, Frame frame, @Nullable List<Field> fields)
            implements Arrival {
        @Override
        public String toString() {
            return switch (frame) {
                case Frame.Data data ->
                        "DATA(%d octets%s) on %d"
                                .formatted(
                                        data.payload().length(),
                                        data.endStream() ? ", END_STREAM" : "",
                                        data.streamId());
                case Frame.Headers headers ->
                        "HEADERS(%s%s) on %d"
                                .formatted(
                                        fields == null ? "..." : shown(fields),
                                        headers.endStream() ? ", END_STREAM" : "",
                                        headers.streamId());
                case Frame.Priority priority -> "PRIORITY on " + priority.streamId();
                case Frame.Reset reset ->
                        "RST_STREAM(%s) on %d"
                                .formatted(ErrorCode.of(reset.code()), reset.streamId());
                case Frame.Settings settings -> settings.ack() ? "SETTINGS ACK" : "SETTINGS";
                case Frame.PushPromise promise -> "PUSH_PROMISE of " + promise.promisedId();
                case Frame.Ping ping -> ping.ack() ? "PING ACK" : "PING";
                case Frame.GoAway goAway -> "GOAWAY(" + ErrorCode.of(goAway.code()) + ")";
                case Frame.WindowUpdate update ->
                        "WINDOW_UPDATE(%d) on %d".formatted(update.increment(), update.streamId());
                case Frame.Continuation next -> "CONTINUATION on " + next.streamId();
                case Frame.PriorityUpdate update -> "PRIORITY_UPDATE of " + update.prioritizedId();
                case Frame.Unknown unknown -> "a frame of type 0x%02x".formatted(unknown.type());
                case Frame.Malformed malformed -> "a malformed frame: " + malformed.reason();
            };
        }

        private static String shown(List<Field> fields) {
            for (Field field : fields) {
                if (field.name().equals(":status") || field.name().equals(":method")) {
                    return field.value();
                }
            }
            return "no status";
        }
    }

    /**
     * Octets that are not HTTP/2, and nothing more is read.
     *
     * @param text the first of them, as text
     */
    record Foreign(String text) implements Arrival {
        @Override
        public String toString() {
            return "no HTTP/2, but \"" + text + "\"";
        }
    }

    /**
     * The end of the connection, and the last arrival.
     *
     * @param how by which of TCP's ways
     */
    record Closed(String how) implements Arrival {
        @Override
        public String toString() {
            return how;
        }
    }
}
