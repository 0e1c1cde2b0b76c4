package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.flow.Bandwidth;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.flow.SendWindow;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The connection preface and SETTINGS (RFC 9113 sections 3.4 and 6.5). */
final class SettingsExchange {
    private static final byte[] CLIENT_PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static final int HEADER_TABLE_SIZE = 0x1;
    static final int ENABLE_PUSH = 0x2;
    static final int MAX_CONCURRENT_STREAMS = 0x3;
    static final int INITIAL_WINDOW_SIZE = 0x4;
    static final int MAX_FRAME_SIZE = 0x5;
    static final int MAX_HEADER_LIST_SIZE = 0x6;
    static final int ENABLE_CONNECT_PROTOCOL = 0x8;
    static final int NO_RFC7540_PRIORITIES = 0x9;

    private SettingsExchange() {}

    /** Settings that were sent and not yet acknowledged. */
    record Sent(Settings settings, long at) {}

    /**
     * Both directions' settings.
     *
     * @param begun whether our preface was sent
     * @param local ours, as acknowledged
     * @param unacknowledged ours, sent later, oldest first
     * @param peer the peer's
     * @param peerKnown whether the peer's first SETTINGS have come
     */
    record State(
            boolean begun,
            Settings local,
            List<Sent> unacknowledged,
            Settings peer,
            boolean peerKnown) {
        static final State NOT_BEGUN =
                new State(false, Settings.INITIAL, List.of(), Settings.INITIAL, false);

        State begin() {
            return new State(true, local, unacknowledged, peer, peerKnown);
        }

        State sent(Settings settings, long at) {
            List<Sent> more = new ArrayList<>(unacknowledged);
            more.add(new Sent(settings, at));
            return new State(begun, local, List.copyOf(more), peer, peerKnown);
        }

        State acknowledged() {
            Settings now = unacknowledged.getFirst().settings();
            return new State(
                    begun,
                    now,
                    List.copyOf(unacknowledged.subList(1, unacknowledged.size())),
                    peer,
                    peerKnown);
        }

        State peer(Settings settings) {
            return new State(begun, local, unacknowledged, settings, true);
        }

        /**
         * The longest frame that the peer may send: it keeps to a smaller size only once it has
         * seen it.
         */
        int maxFrameSize(int wanted) {
            int most = Math.max(wanted, local.maxFrameSize());
            for (Sent sent : unacknowledged) {
                most = Math.max(most, sent.settings().maxFrameSize());
            }
            return most;
        }

        /** What the peer will keep to once it has acknowledged all. */
        Settings latest() {
            return unacknowledged.isEmpty() ? local : unacknowledged.getLast().settings();
        }
    }

    /** Sends our preface, once (section 3.4), with the connection's window in the same octets. */
    static void begin(Draft draft) {
        if (draft.settings.begun()) {
            return;
        }
        draft.settings = draft.settings.begin();
        if (draft.role() == Role.CLIENT) {
            draft.out().put(CLIENT_PREFACE, 0, CLIENT_PREFACE.length);
        }
        announce(draft, Settings.INITIAL);
        growConnectionWindow(draft, draft.limits().connectionWindow());
    }

    /**
     * Limits change (an application's wish). Shrinking windows take effect as the peer uses them
     * up.
     */
    static void change(Draft draft, Limits limits) {
        draft.streamWindow = Math.min(draft.streamWindow, limits.maxStreamWindow());
        draft.bandwidth = Bandwidth.OVER;
        draft.options = draft.options.with(fitting(draft, limits));
        if (!wanted(draft.options).equals(draft.settings.latest())) {
            announce(draft, draft.settings.latest());
        }
        growConnectionWindow(draft, limits.connectionWindow());
    }

    /** Windows that have grown move with the setting, and must not pass 2^31-1 (section 6.9.2). */
    private static Limits fitting(Draft draft, Limits limits) {
        int[] largest = {draft.streamWindow};
        draft.eachStream(
                (id, state) -> {
                    Inbound in = state.inbound();
                    if (in != null) {
                        largest[0] = Math.max(largest[0], in.ledger().target());
                    }
                });
        int surplus = Math.max(largest[0] - draft.settings.local().initialWindowSize(), 0);
        int fits = ReceiveLedger.MAX_WINDOW - surplus;
        return limits.streamWindow() <= fits
                ? limits
                : limits.toBuilder().streamWindow(fits).build();
    }

    /** The connection's window grows by WINDOW_UPDATE alone (section 6.9.2). */
    static void growConnectionWindow(Draft draft, int target) {
        ReceiveLedger grown = draft.ledger.grown(target);
        if (grown != draft.ledger) {
            FrameWriter.windowUpdate(draft.out(), 0, grown.pending());
            draft.ledger = grown.credited();
        }
    }

    private static Settings wanted(Options options) {
        Limits limits = options.limits();
        return new Settings(
                limits.headerTableSize(),
                options.role() == Role.SERVER || options.push(),
                limits.maxConcurrentStreams(),
                limits.streamWindow(),
                limits.maxFrameSize(),
                limits.maxHeaderListSize(),
                options.role() == Role.SERVER && options.connectProtocol(),
                true);
    }

    private static void announce(Draft draft, Settings before) {
        Settings wanted = wanted(draft.options);
        int[] pairs = new int[16];
        int count = 0;
        if (wanted.headerTableSize() != before.headerTableSize()) {
            count = pair(pairs, count, HEADER_TABLE_SIZE, wanted.headerTableSize());
        }
        if (wanted.enablePush() != before.enablePush()) {
            count = pair(pairs, count, ENABLE_PUSH, wanted.enablePush() ? 1 : 0);
        }
        if (wanted.maxConcurrentStreams() != before.maxConcurrentStreams()) {
            count = pair(pairs, count, MAX_CONCURRENT_STREAMS, wanted.maxConcurrentStreams());
        }
        if (wanted.initialWindowSize() != before.initialWindowSize()) {
            count = pair(pairs, count, INITIAL_WINDOW_SIZE, wanted.initialWindowSize());
        }
        if (wanted.maxFrameSize() != before.maxFrameSize()) {
            count = pair(pairs, count, MAX_FRAME_SIZE, wanted.maxFrameSize());
        }
        if (wanted.maxHeaderListSize() != before.maxHeaderListSize()) {
            count = pair(pairs, count, MAX_HEADER_LIST_SIZE, wanted.maxHeaderListSize());
        }
        if (wanted.enableConnectProtocol() != before.enableConnectProtocol()) {
            count =
                    pair(
                            pairs,
                            count,
                            ENABLE_CONNECT_PROTOCOL,
                            wanted.enableConnectProtocol() ? 1 : 0);
        }
        if (wanted.noRfc7540Priorities() != before.noRfc7540Priorities()) {
            count = pair(pairs, count, NO_RFC7540_PRIORITIES, 1);
        }
        FrameWriter.settings(draft.out(), java.util.Arrays.copyOf(pairs, count));
        draft.settings = draft.settings.sent(wanted, draft.now);
    }

    private static int pair(int[] pairs, int at, int id, int value) {
        pairs[at] = id;
        pairs[at + 1] = value;
        return at + 2;
    }

    static void received(Draft draft, Frame.Settings frame) {
        if (frame.ack()) {
            acknowledged(draft);
            return;
        }
        if (!Abuse.charge(draft, Abuse.Kind.CONTROL) || !apply(draft, frame)) {
            return;
        }
        FrameWriter.settingsAck(draft.out());
        draft.notice(new Notice.PeerSettings(draft.peer()));
    }

    /**
     * The settings that came with an upgrade: they hold, and are not acknowledged (RFC 7540 section
     * 3.2.1).
     */
    static void upgraded(Draft draft, Octets payload) {
        if (payload.length() % 6 != 0) {
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "HTTP2-Settings is not a SETTINGS payload");
            return;
        }
        boolean known = draft.settings.peerKnown();
        if (apply(draft, new Frame.Settings(false, payload)) && !known) {
            State s = draft.settings;
            draft.settings = new State(s.begun(), s.local(), s.unacknowledged(), s.peer(), false);
        }
    }

    private static void acknowledged(Draft draft) {
        if (draft.settings.unacknowledged().isEmpty()) {
            Abuse.charge(draft, Abuse.Kind.GLITCH);
            return;
        }
        Settings before = draft.settings.local();
        draft.settings = draft.settings.acknowledged();
        Settings after = draft.settings.local();
        if (after.headerTableSize() != before.headerTableSize()) {
            draft.decoder(draft.frozenDecoder().withLimit(after.headerTableSize()));
        }
        int delta = after.initialWindowSize() - before.initialWindowSize();
        if (delta != 0) {
            draft.eachStream(
                    (id, state) -> {
                        Inbound in = state.inbound();
                        if (in != null) {
                            // What was too little to be returned may be all of a smaller window.
                            ReceiveLedger ledger =
                                    WindowUpdates.returnCredit(
                                            draft, id, in.ledger().shifted(delta));
                            draft.streams.put(id, state.with(in.with(ledger)));
                        }
                    });
        }
    }

    private static boolean apply(Draft draft, Frame.Settings frame) {
        if (frame.count() > draft.limits().maxSettingsEntries()) {
            Faults.connection(
                    draft,
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "SETTINGS with " + frame.count() + " entries");
            return false;
        }
        Settings s = draft.peer();
        boolean first = !draft.settings.peerKnown();
        for (int i = 0; i < frame.count(); i++) {
            long value = frame.value(i);
            int capped = (int) Math.min(value, Settings.UNLIMITED);
            switch (frame.id(i)) {
                case HEADER_TABLE_SIZE -> {
                    // One by one: a size that is lowered and raised again is signalled too (RFC
                    // 7541 section 4.2).
                    int size = Math.min(capped, draft.limits().maxEncoderTableSize());
                    draft.encoder(draft.frozenEncoder().withTableSize(size));
                    s = with(s, capped, s.maxConcurrentStreams(), s.maxHeaderListSize());
                }
                case MAX_CONCURRENT_STREAMS ->
                        s = with(s, s.headerTableSize(), capped, s.maxHeaderListSize());
                case MAX_HEADER_LIST_SIZE ->
                        s = with(s, s.headerTableSize(), s.maxConcurrentStreams(), capped);
                case ENABLE_PUSH -> {
                    if (value > 1 || value == 1 && draft.role() == Role.CLIENT) {
                        return wrong(draft, "SETTINGS_ENABLE_PUSH", value);
                    }
                    s =
                            withFlags(
                                    s,
                                    value == 1,
                                    s.enableConnectProtocol(),
                                    s.noRfc7540Priorities());
                }
                case INITIAL_WINDOW_SIZE -> {
                    if (value > ReceiveLedger.MAX_WINDOW || !streamsAdmit(draft, capped)) {
                        Faults.connection(
                                draft,
                                ErrorCode.FLOW_CONTROL_ERROR,
                                "SETTINGS_INITIAL_WINDOW_SIZE "
                                        + value
                                        + " takes a window over 2^31-1");
                        return false;
                    }
                    s = withSizes(s, capped, s.maxFrameSize());
                }
                case MAX_FRAME_SIZE -> {
                    if (value < 16_384 || value > 16_777_215) {
                        return wrong(draft, "SETTINGS_MAX_FRAME_SIZE", value);
                    }
                    s = withSizes(s, s.initialWindowSize(), capped);
                }
                case ENABLE_CONNECT_PROTOCOL -> {
                    // RFC 8441 section 3: a sender of 1 must not send 0 later.
                    if (value > 1 || value == 0 && s.enableConnectProtocol()) {
                        return wrong(draft, "SETTINGS_ENABLE_CONNECT_PROTOCOL", value);
                    }
                    s = withFlags(s, s.enablePush(), value == 1, s.noRfc7540Priorities());
                }
                case NO_RFC7540_PRIORITIES -> {
                    // RFC 9218 section 2.1: 0 or 1, and not to be changed after the first SETTINGS.
                    if (value > 1 || !first && (value == 1) != s.noRfc7540Priorities()) {
                        return wrong(draft, "SETTINGS_NO_RFC7540_PRIORITIES", value);
                    }
                    s = withFlags(s, s.enablePush(), s.enableConnectProtocol(), value == 1);
                }
                default -> {
                    // Section 6.5.2: "An endpoint that receives a SETTINGS frame with any unknown
                    // or unsupported
                    // identifier MUST ignore that setting."
                }
            }
        }
        Settings before = draft.peer();
        draft.settings = draft.settings.peer(s);
        if (s.initialWindowSize() > before.initialWindowSize()) {
            draft.eachStream((id, state) -> Sending.reconsider(draft, id, state));
        }
        return true;
    }

    /** Section 6.9.2: a change must not take any stream's window over 2^31-1. */
    private static boolean streamsAdmit(Draft draft, int initial) {
        boolean[] admits = {true};
        draft.streams.forEach(
                (id, state) -> {
                    Outbound out = state.outbound();
                    admits[0] &= out == null || SendWindow.admits(out.window(), initial);
                });
        return admits[0];
    }

    private static boolean wrong(Draft draft, String name, long value) {
        Faults.connection(draft, ErrorCode.PROTOCOL_ERROR, name + " cannot be " + value);
        return false;
    }

    private static Settings with(Settings s, int table, int streams, int list) {
        return new Settings(
                table,
                s.enablePush(),
                streams,
                s.initialWindowSize(),
                s.maxFrameSize(),
                list,
                s.enableConnectProtocol(),
                s.noRfc7540Priorities());
    }

    private static Settings withSizes(Settings s, int window, int frame) {
        return new Settings(
                s.headerTableSize(),
                s.enablePush(),
                s.maxConcurrentStreams(),
                window,
                frame,
                s.maxHeaderListSize(),
                s.enableConnectProtocol(),
                s.noRfc7540Priorities());
    }

    private static Settings withFlags(
            Settings s, boolean push, boolean connect, boolean noPriorities) {
        return new Settings(
                s.headerTableSize(),
                push,
                s.maxConcurrentStreams(),
                s.initialWindowSize(),
                s.maxFrameSize(),
                s.maxHeaderListSize(),
                connect,
                noPriorities);
    }
}
