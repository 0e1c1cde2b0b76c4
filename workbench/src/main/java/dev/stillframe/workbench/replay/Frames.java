package dev.stillframe.workbench.replay;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.Remainder;
import java.util.ArrayList;
import java.util.List;

/** The frames of one direction, by the names of RFC 9113 section 6. */
final class Frames {
    private static final int LARGEST = (1 << 24) - 1;

    private final FrameReader reader;
    private boolean awaitsPreface;

    /**
     * @param client whether it is the client who sends them, with its preface before all
     */
    Frames(boolean client) {
        reader = new FrameReader(client ? Remainder.preface() : Remainder.frames(), LARGEST);
        awaitsPreface = client;
    }

    /** What these octets are, going on where the last ones ended. */
    List<String> next(Octets octets) {
        List<String> lines = new ArrayList<>();
        reader.feed(octets);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            if (awaitsPreface && !(frame instanceof Frame.Malformed)) {
                lines.add("the client's preface");
                awaitsPreface = false;
            }
            String line = line(frame);
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String line(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> data(data);
            case Frame.Headers headers ->
                    "HEADERS "
                            + headers.streamId()
                            + octets(headers.fragment())
                            + flag(headers.endHeaders(), "END_HEADERS")
                            + flag(headers.endStream(), "END_STREAM");
            case Frame.Priority priority ->
                    "PRIORITY " + priority.streamId() + " after " + priority.dependency();
            case Frame.Reset reset ->
                    "RST_STREAM " + reset.streamId() + " " + ErrorCode.of(reset.code());
            case Frame.Settings settings -> settings(settings);
            case Frame.PushPromise promise ->
                    "PUSH_PROMISE "
                            + promise.streamId()
                            + " of "
                            + promise.promisedId()
                            + octets(promise.fragment())
                            + flag(promise.endHeaders(), "END_HEADERS");
            case Frame.Ping ping -> "PING " + ping.opaque() + flag(ping.ack(), "ACK");
            case Frame.GoAway goAway ->
                    "GOAWAY after "
                            + goAway.lastStreamId()
                            + " "
                            + ErrorCode.of(goAway.code())
                            + " "
                            + Words.quoted(goAway.debug().utf8());
            case Frame.WindowUpdate update ->
                    "WINDOW_UPDATE " + update.streamId() + " +" + update.increment();
            case Frame.Continuation continuation ->
                    "CONTINUATION "
                            + continuation.streamId()
                            + octets(continuation.fragment())
                            + flag(continuation.endHeaders(), "END_HEADERS");
            case Frame.PriorityUpdate update ->
                    "PRIORITY_UPDATE "
                            + update.prioritizedId()
                            + " "
                            + Words.quoted(update.value().utf8());
            case Frame.Unknown unknown ->
                    "a frame of type 0x"
                            + Integer.toHexString(unknown.type())
                            + " on "
                            + unknown.streamId()
                            + ", "
                            + unknown.length()
                            + " octets";
            case Frame.Malformed malformed ->
                    "no frame: " + malformed.code() + ", " + Words.plain(malformed.reason());
        };
    }

    /** A frame is shown once, with its length, however many pieces it came in. */
    private static String data(Frame.Data data) {
        if (!data.opening()) {
            return data.endStream() ? "DATA " + data.streamId() + ", END_STREAM" : "";
        }
        String padding = data.padding() == 0 ? "" : ", of these padding: " + data.padding();
        return "DATA "
                + data.streamId()
                + ", "
                + data.length()
                + " octets"
                + padding
                + flag(data.endStream(), "END_STREAM");
    }

    private static String settings(Frame.Settings settings) {
        if (settings.ack()) {
            return "SETTINGS, ACK";
        }
        StringBuilder line = new StringBuilder("SETTINGS");
        for (int i = 0; i < settings.count(); i++) {
            line.append(i == 0 ? " " : ", ")
                    .append(name(settings.id(i)))
                    .append(" = ")
                    .append(settings.value(i));
        }
        return line.toString();
    }

    private static String name(int setting) {
        return switch (setting) {
            case 1 -> "HEADER_TABLE_SIZE";
            case 2 -> "ENABLE_PUSH";
            case 3 -> "MAX_CONCURRENT_STREAMS";
            case 4 -> "INITIAL_WINDOW_SIZE";
            case 5 -> "MAX_FRAME_SIZE";
            case 6 -> "MAX_HEADER_LIST_SIZE";
            case 8 -> "ENABLE_CONNECT_PROTOCOL";
            case 9 -> "NO_RFC7540_PRIORITIES";
            default -> "0x" + Integer.toHexString(setting);
        };
    }

    private static String octets(Octets octets) {
        return ", " + octets.length() + " octets";
    }

    private static String flag(boolean set, String name) {
        return set ? ", " + name : "";
    }
}
