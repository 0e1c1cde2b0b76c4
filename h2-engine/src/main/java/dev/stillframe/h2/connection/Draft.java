package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.h2.flow.Bandwidth;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection's state open for changes, within one step and by one thread. It never escapes the
 * step.
 */
final class Draft {
    private static final byte[] NOTHING = new byte[0];

    private final ConnectionState origin;
    private final List<Effect> effects;
    private final int size;
    private @Nullable Output out;
    private FieldDecoder.@Nullable Draft decoder;
    private FieldEncoder.@Nullable Draft encoder;
    private @Nullable FieldList fields;
    private byte[] scratch = NOTHING;

    Options options;
    Remainder wire;
    SettingsExchange.State settings;
    FieldBlocks.@Nullable Partial block;
    IntMap.Draft<StreamState> streams;
    final Streams.IdsDraft ids;
    IntMap<String> origins;
    final ClosedStreams.Draft closed;
    int sendWindow;
    ReceiveLedger ledger;
    int streamWindow;
    Bandwidth bandwidth;
    Schedule.Draft schedule;
    Pings.State pings;
    Shutdown.State shutdown;
    Abuse abuse;
    Timeouts.State timeouts;
    long now;
    long lastClosed;
    int room;
    Notice.@Nullable Closed closedNotice;

    /**
     * @param size how many events there are, to make room by
     */
    Draft(ConnectionState state, int size) {
        this.size = size;
        effects = new ArrayList<>(size * 2 + 4);
        origin = state;
        options = state.options();
        wire = state.wire();
        settings = state.settings();
        block = state.block();
        streams = state.streams().draft();
        ids = new Streams.IdsDraft(state.ids());
        origins = state.origins();
        closed = state.closedStreams().draft();
        sendWindow = state.sendWindow();
        ledger = state.ledger();
        streamWindow = state.streamWindow();
        bandwidth = state.bandwidth();
        schedule = state.schedule().draft();
        pings = state.pings();
        shutdown = state.shutdown();
        abuse = state.abuse();
        timeouts = state.timeouts();
        now = state.timeouts().now();
        lastClosed = state.timeouts().lastClosed();
        room = state.room();
        closedNotice = state.closedNotice();
    }

    Limits limits() {
        return options.limits();
    }

    Role role() {
        return options.role();
    }

    Settings peer() {
        return settings.peer();
    }

    boolean isClosed() {
        return closedNotice != null;
    }

    /** Where frames are written. What has been written goes out before any later effect. */
    Output out() {
        Output current = out;
        if (current == null) {
            current = new Output(48 + 12 * size);
            out = current;
        }
        return current;
    }

    /** Makes an effect of what has been written so far. */
    void flushOut() {
        if (out != null && out.length() > 0) {
            effects.add(new Effect.Send(out.cut()));
        }
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void notice(Notice notice) {
        effects.add(notice);
    }

    /** Payload that must follow what has been written. */
    void take(int streamId, int octets) {
        flushOut();
        effects.add(new Effect.Take(streamId, octets));
    }

    FieldDecoder.Draft decoder() {
        FieldDecoder.Draft current = decoder;
        if (current == null) {
            current = origin.decoder().draft();
            decoder = current;
        }
        return current;
    }

    void decoder(FieldDecoder replaced) {
        decoder = replaced.draft();
    }

    FieldDecoder frozenDecoder() {
        return decoder == null ? origin.decoder() : decoder.freeze();
    }

    FieldEncoder.Draft encoder() {
        FieldEncoder.Draft current = encoder;
        if (current == null) {
            current = origin.encoder().draft();
            encoder = current;
        }
        return current;
    }

    void encoder(FieldEncoder replaced) {
        encoder = replaced.draft();
    }

    FieldEncoder frozenEncoder() {
        return encoder == null ? origin.encoder() : encoder.freeze();
    }

    /** A list for decoded fields, to be used up before the next block. */
    FieldList fields() {
        FieldList current = fields;
        if (current == null) {
            current = new FieldList();
            fields = current;
        }
        return current;
    }

    /** An array of at least this length, to be used up before the next use. */
    byte[] scratch(int length) {
        if (scratch.length < length) {
            // Most steps have one field block; only those with more make room for larger ones.
            scratch = new byte[scratch.length == 0 ? length : Math.max(length, 128)];
        }
        return scratch;
    }

    /** Section 6.5.3: a lower size binds the peer once it has acknowledged it. */
    FrameReader reader() {
        return new FrameReader(
                wire, settings.maxFrameSize(limits().maxFrameSize()), Extensions.areTold(options));
    }

    /** Visits each stream; the visitor may change it. */
    void eachStream(BiConsumer<Integer, StreamState> visitor) {
        List<Integer> all = new ArrayList<>(streams.size());
        streams.forEach((id, state) -> all.add(id));
        for (int id : all) {
            StreamState state = streams.at(id);
            if (state != null) {
                visitor.accept(id, state);
            }
        }
    }

    /** All streams are gone, with all that they held. */
    void forgetStreams() {
        streams = IntMap.<StreamState>empty().draft();
        origins = IntMap.empty();
        schedule = Schedule.EMPTY.draft();
        ledger = ledger.consumed(ledger.held());
        wire = Remainder.frames();
        block = null;
        ids.clear();
    }

    Transition freeze() {
        flushOut();
        ConnectionState next =
                new ConnectionState(
                        options,
                        wire,
                        settings,
                        block,
                        frozenDecoder(),
                        frozenEncoder(),
                        streams.freeze(),
                        ids.freeze(),
                        origins,
                        closed.freeze(),
                        sendWindow,
                        ledger,
                        streamWindow,
                        bandwidth,
                        schedule.freeze(),
                        pings,
                        shutdown,
                        abuse,
                        timeouts,
                        room,
                        closedNotice);
        return new Transition(next, effects);
    }
}
