package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.h2.flow.Bandwidth;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a connection is. Each exchange owns one component; see its file.
 *
 * @param wire what of a frame has arrived
 * @param block what of a field block has arrived
 * @param origins where each request went, while promises may go with it (section 8.4); empty
 *     without push
 * @param sendWindow the connection's window for what we send
 * @param ledger the connection's window for what we receive
 * @param streamWindow what a stream's receive window grows to; 0 while it has not grown
 * @param room octets of DATA that the transport can take
 * @param closedNotice how the connection ended
 */
public record ConnectionState(
        Options options,
        Remainder wire,
        SettingsExchange.State settings,
        FieldBlocks.@Nullable Partial block,
        FieldDecoder decoder,
        FieldEncoder encoder,
        IntMap<StreamState> streams,
        Streams.Ids ids,
        IntMap<String> origins,
        ClosedStreams closedStreams,
        int sendWindow,
        ReceiveLedger ledger,
        int streamWindow,
        Bandwidth bandwidth,
        Schedule schedule,
        Pings.State pings,
        Shutdown.State shutdown,
        Abuse abuse,
        Timeouts.State timeouts,
        int room,
        Notice.@Nullable Closed closedNotice)
        implements Iteration {
    /** A connection before its first step. */
    public static ConnectionState initial(Options options) {
        return new ConnectionState(
                options,
                start(options.role()),
                SettingsExchange.State.NOT_BEGUN,
                null,
                FieldDecoder.initial(),
                FieldEncoder.initial()
                        .withTableSize(
                                Math.min(
                                        Settings.INITIAL.headerTableSize(),
                                        options.limits().maxEncoderTableSize())),
                IntMap.empty(),
                Streams.Ids.of(options.role()),
                IntMap.empty(),
                ClosedStreams.NONE,
                Settings.INITIAL.initialWindowSize(),
                ReceiveLedger.of(Settings.INITIAL.initialWindowSize()),
                0,
                Bandwidth.IDLE,
                Schedule.EMPTY,
                Pings.State.NONE,
                Shutdown.State.NONE,
                Abuse.none(options.limits(), 0),
                Timeouts.State.UNKNOWN,
                0,
                null);
    }

    /** Nothing has arrived. */
    static Remainder start(Role role) {
        return role == Role.SERVER ? Remainder.preface() : Remainder.frames();
    }

    /**
     * Whether room in the transport would move anything: our preface, which has not gone yet, or a
     * stream that would send or be given credit.
     */
    public boolean awaitsRoom() {
        return !settings.begun() || !schedule.isEmpty();
    }

    @Override
    public Transition step(List<Event> events) {
        return Connection.step(this, events);
    }

    @Override
    public Phase phase() {
        if (closedNotice != null) {
            return Phase.CLOSED;
        }
        return shutdown.isDraining() ? Phase.DRAINING : Phase.OPEN;
    }

    @Override
    public Role role() {
        return options.role();
    }

    @Override
    public Settings localSettings() {
        return settings.local();
    }

    @Override
    public Settings peerSettings() {
        return settings.peer();
    }

    @Override
    public int activeStreams() {
        return ids.peerActive() + ids.ownActive();
    }

    @Override
    public int availableStreams() {
        if (phase() != Phase.OPEN || ids.nextOwn() < 0) {
            return 0;
        }
        if (role() == Role.SERVER && !(options.push() && settings.peer().enablePush())) {
            return 0;
        }
        return Math.max(0, settings.peer().maxConcurrentStreams() - ids.ownActive());
    }

    @Override
    public Notice.@Nullable GoAway goAway() {
        return shutdown.received();
    }

    @Override
    public Notice.@Nullable Closed closed() {
        return closedNotice;
    }

    @Override
    public long roundTripNanos() {
        return pings.roundTrip();
    }

    @Override
    public int receiveWindow() {
        return ledger.open();
    }

    @Override
    public long wakeAt() {
        return timeouts.wakeAt();
    }

    @Override
    public List<String> describeStreams() {
        List<String> lines = new ArrayList<>(streams.size());
        streams.forEach((id, state) -> lines.add(id + " " + state));
        return lines;
    }
}
