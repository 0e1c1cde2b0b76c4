package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Holds the frames of one connection against the rules of sections 4, 5 and 6. */
final class Observer implements Watch.Eye {
    private static final long LARGEST_WINDOW = Integer.MAX_VALUE;

    private final Role peer;
    private final Watch.Notes notes;
    private final Messages messages;
    private final Map<Integer, Long> windows = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Set<Integer> reset = new HashSet<>();

    private long connectionWindow = 65_535;
    private long initialWindow = 65_535;
    private long largestFrame = 16_384;
    private long concurrent = Long.MAX_VALUE;
    private int unacknowledged;
    private int newestStream;
    private int lastOfGoAway = Integer.MAX_VALUE;
    private int blockStream;

    Observer(Role peer, Watch.Notes notes) {
        this.peer = peer;
        this.notes = notes;
        messages = new Messages(peer, notes);
    }

    @Override
    public void offered(Frame.Settings ours) {
        unacknowledged++;
        // What is allowed from now on; what is forbidden is so only once it is acknowledged.
        for (int i = 0; i < ours.count(); i++) {
            if (ours.id(i) == Frames.MAX_FRAME_SIZE) {
                largestFrame = Math.max(largestFrame, ours.value(i));
            }
            if (ours.id(i) == Frames.INITIAL_WINDOW_SIZE && ours.value(i) > initialWindow) {
                resize(ours.value(i));
            }
        }
    }

    @Override
    public void acknowledged(Frame.Settings ours) {
        for (int i = 0; i < ours.count(); i++) {
            switch (ours.id(i)) {
                case Frames.MAX_FRAME_SIZE -> largestFrame = ours.value(i);
                case Frames.INITIAL_WINDOW_SIZE -> resize(ours.value(i));
                case Frames.MAX_CONCURRENT_STREAMS -> concurrent = ours.value(i);
                default -> {}
            }
        }
    }

    private void resize(long initial) {
        long more = initial - initialWindow;
        windows.replaceAll((id, window) -> window + more);
        initialWindow = initial;
    }

    @Override
    public void granted(int streamId, int increment) {
        if (streamId == 0) {
            connectionWindow = Math.min(LARGEST_WINDOW, connectionWindow + increment);
        } else {
            windows.compute(
                    streamId,
                    (id, window) ->
                            Math.min(
                                    LARGEST_WINDOW,
                                    (window == null ? initialWindow : window) + increment));
        }
    }

    @Override
    public void ended(int streamId, boolean whole) {
        finished.add(streamId);
        if (whole || ended.contains(streamId)) {
            messages.closed(streamId);
        }
    }

    @Override
    public void saw(Arrival.Received received, boolean within) {
        Header header = received.header();
        Frame frame = received.frame();
        check(Rule.RESERVED, !header.reserved(), "set on " + received);
        check(Rule.FRAME_SIZE, header.length() <= largestFrame, header.length() + " octets");
        int unused = header.flags() & ~defined(header.type());
        check(Rule.FLAGS, unused == 0, "0x%02x on %s".formatted(unused, received));
        if (frame instanceof Frame.Malformed malformed) {
            boolean block = malformed.reason().startsWith("a field block");
            notes.take(block ? Rule.COMPRESSION : Rule.WELL_FORMED, malformed.reason());
            return;
        }
        notes.take(Rule.WELL_FORMED, null);
        contiguous(received, within);
        padding(received);
        states(received);
        values(received);
        if (received.fields() != null) {
            notes.take(Rule.COMPRESSION, null);
            messages.block(received.header().streamId(), received.fields());
        }
    }

    private void contiguous(Arrival.Received received, boolean within) {
        Header header = received.header();
        boolean next = header.type() == FrameType.CONTINUATION;
        if (within || next) {
            boolean right = within && next && header.streamId() == blockStream;
            check(Rule.BLOCKS, right, received + " in the wrong place");
        } else if (header.type() == FrameType.HEADERS || header.type() == FrameType.PUSH_PROMISE) {
            notes.take(Rule.BLOCKS, null);
            blockStream = header.streamId();
        }
    }

    private void padding(Arrival.Received received) {
        Header header = received.header();
        boolean mayPad =
                header.type() == FrameType.DATA
                        || header.type() == FrameType.HEADERS
                        || header.type() == FrameType.PUSH_PROMISE;
        if (!mayPad || !header.has(Flag.PADDED)) {
            return;
        }
        Octets payload = received.payload();
        int pad = payload.at(0);
        Octets padding = payload.from(payload.length() - pad);
        check(Rule.PADDING, padding.equals(Frames.zeros(pad)), "other octets in " + received);
    }

    private void states(Arrival.Received received) {
        Header header = received.header();
        int id = header.streamId();
        boolean headers = header.type() == FrameType.HEADERS;
        if (headers || header.type() == FrameType.DATA) {
            boolean over = ended.contains(id) || reset.contains(id);
            check(Rule.AFTER_END, !over, received + " after its end");
            if (headers && peer == Role.CLIENT && id > newestStream) {
                check(Rule.IDENTIFIERS, id % 2 == 1, "stream " + id);
                newestStream = id;
                check(
                        Rule.CONCURRENCY,
                        messages.opened(id) <= concurrent,
                        messages.open() + " at once, " + concurrent + " are allowed");
            } else if (headers && peer == Role.CLIENT && !messages.knows(id)) {
                notes.take(Rule.IDENTIFIERS, "stream " + id + " after " + newestStream);
            }
            if (header.has(Flag.END_STREAM)) {
                ended.add(id);
                if (finished.contains(id)) {
                    messages.closed(id);
                }
            }
        }
        if (header.type() == FrameType.RST_STREAM) {
            reset.add(id);
            messages.closed(id);
        }
        if (received.frame() instanceof Frame.Data data) {
            long window = windows.getOrDefault(id, initialWindow) - data.length();
            windows.put(id, window);
            connectionWindow -= data.length();
            boolean kept = data.length() == 0 || window >= 0 && connectionWindow >= 0;
            long over = -Math.min(window, connectionWindow);
            check(Rule.WINDOW, kept, over + " octets too many with " + received);
        }
    }

    private void values(Arrival.Received received) {
        switch (received.frame()) {
            case Frame.Settings settings -> settings(settings);
            case Frame.GoAway goAway -> {
                check(
                        Rule.GOAWAY,
                        goAway.lastStreamId() <= lastOfGoAway,
                        "%d after %d".formatted(goAway.lastStreamId(), lastOfGoAway));
                lastOfGoAway = goAway.lastStreamId();
            }
            case Frame.WindowUpdate update ->
                    check(Rule.INCREMENT, update.increment() > 0, received.toString());
            case Frame.PushPromise promise ->
                    notes.take(
                            peer == Role.SERVER ? Rule.NO_PUSH : Rule.CLIENT_PUSH,
                            "stream " + promise.promisedId());
            default -> {}
        }
    }

    private void settings(Frame.Settings settings) {
        if (settings.ack()) {
            check(Rule.SETTINGS_ACKS, unacknowledged-- > 0, "one too many");
            return;
        }
        Rule pushes = peer == Role.SERVER ? Rule.NO_PUSH : Rule.CLIENT_PUSH;
        notes.take(pushes, null);
        for (int i = 0; i < settings.count(); i++) {
            long value = settings.value(i);
            boolean right =
                    switch (settings.id(i)) {
                        case Frames.ENABLE_PUSH -> value <= 1;
                        case Frames.INITIAL_WINDOW_SIZE -> value <= Integer.MAX_VALUE;
                        case Frames.MAX_FRAME_SIZE -> value >= 16_384 && value < 1 << 24;
                        default -> true;
                    };
            check(Rule.SETTINGS_VALUES, right, settings.id(i) + "=" + value);
            if (peer == Role.SERVER && settings.id(i) == Frames.ENABLE_PUSH) {
                check(Rule.SERVER_PUSH, value != 1, "set to 1");
            }
        }
    }

    private void check(Rule rule, boolean kept, String fault) {
        notes.take(rule, kept ? null : fault);
    }

    /** The flags that a frame type defines. */
    private static int defined(int type) {
        return switch (type) {
            case FrameType.DATA -> Flag.END_STREAM | Flag.PADDED;
            case FrameType.HEADERS ->
                    Flag.END_STREAM | Flag.END_HEADERS | Flag.PADDED | Flag.PRIORITY;
            case FrameType.PUSH_PROMISE -> Flag.END_HEADERS | Flag.PADDED;
            case FrameType.SETTINGS, FrameType.PING -> Flag.ACK;
            case FrameType.CONTINUATION -> Flag.END_HEADERS;
            case FrameType.PRIORITY,
                    FrameType.RST_STREAM,
                    FrameType.GOAWAY,
                    FrameType.WINDOW_UPDATE,
                    FrameType.PRIORITY_UPDATE ->
                    0;
            default -> 0xff;
        };
    }
}
