package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.connection.Census;
import dev.stillframe.h2.connection.ConnectionState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds of one end at all times: bounds and ledgers (L5), each stream's life told once and in
 * order (L6), and that nobody is blamed for what is right.
 */
final class Laws {
    /**
     * What may wait for the transport beyond maxQueuedOctets: frames that carry no content. Reading
     * has stopped by then, so it is no more than what one read and the application make of it.
     */
    static final int MOST_OVER_ROOM = 1 << 18;

    private final Host host;
    private final BitSet told = new BitSet();
    private final BitSet ended = new BitSet();
    private Limits widest;
    private int changes;
    private boolean closed;

    Laws(Host host) {
        this.host = host;
        widest = host.options.limits();
    }

    /** Limits are about to change: what held under the old ones may last. */
    void changing(Limits next) {
        changes++;
        widest =
                next.toBuilder()
                        .maxConcurrentStreams(
                                Math.max(
                                        next.maxConcurrentStreams(), widest.maxConcurrentStreams()))
                        .connectionWindow(
                                Math.max(next.connectionWindow(), widest.connectionWindow()))
                        .headerTableSize(Math.max(next.headerTableSize(), widest.headerTableSize()))
                        .build();
    }

    /** The connection of an iteration; null when the simulator does not know its making. */
    static @Nullable ConnectionState state(Iteration iteration) {
        Iteration inner = iteration;
        while (inner instanceof Wrapped wrapped) {
            inner = wrapped.inner();
        }
        return inner instanceof ConnectionState state ? state : null;
    }

    /** An iteration around another. */
    interface Wrapped extends Iteration {
        /** The other. */
        Iteration inner();
    }

    void check(Iteration iteration) {
        ConnectionState state = state(iteration);
        if (state == null) {
            return;
        }
        Census census = Census.of(state);
        Limits limits = widest;
        LawBroken.unless(
                census.unbalanced() == null,
                () -> host + ": a ledger does not balance, " + census.unbalanced());
        LawBroken.unless(
                census.held() == state.ledger().held(),
                () -> host + ": the connection does not hold what its streams hold: " + census);
        LawBroken.unless(
                state.sendWindow() >= 0, () -> host + ": send window " + state.sendWindow());
        LawBroken.unless(
                census.ownActive() == census.ownFound()
                        && census.peerActive() == census.peerFound(),
                () -> host + " counts its streams wrongly: " + census);
        boolean bounded =
                census.peerActive() <= limits.maxConcurrentStreams()
                        && census.peerStreams() <= 2L * limits.maxConcurrentStreams()
                        && census.remembered() <= limits.maxClosedStreams() + 32
                        && census.finishing()
                                <= limits.maxFinishing() + limits.maxConcurrentStreams()
                        && census.released() <= census.streams()
                        && census.turns() <= 2 * census.streams() + 64
                        && census.blockOctets() <= limits.maxFieldBlock()
                        && census.encoderTable() <= limits.maxEncoderTableSize()
                        && census.decoderTable() <= Math.max(4096, limits.headerTableSize())
                        && census.held() <= limits.maxConnectionWindow()
                        && census.unacknowledged() <= changes + 1;
        LawBroken.unless(bounded, () -> host + " goes over a limit (L5): " + census);
        if (state.phase() == Iteration.Phase.CLOSED) {
            LawBroken.unless(
                    census.streams() == 0
                            && census.turns() == 0
                            && census.blockOctets() == 0
                            && state.wakeAt() == Long.MAX_VALUE,
                    () -> host + " is closed and keeps something: " + census);
        }
    }

    /** Law L6: told of once, ended once, nothing in between that is out of its life. */
    void told(Notice notice) {
        int id = notice.streamId();
        LawBroken.unless(
                !closed || notice instanceof Notice.Rejected,
                () -> host + ": told after the end: " + notice);
        switch (notice) {
            case Notice.Request ignored -> announce(id, notice);
            case Notice.Started ignored -> announce(id, notice);
            case Notice.Promise promise -> {
                live(notice);
                announce(promise.promisedId(), notice);
            }
            case Notice.Response ignored -> live(notice);
            case Notice.Data ignored -> live(notice);
            case Notice.Trailers ignored -> live(notice);
            case Notice.Credit ignored -> live(notice);
            case Notice.Ended ignored -> {
                live(notice);
                ended.set(id);
            }
            case Notice.Closed ignored -> {
                closed = true;
                LawBroken.unless(
                        told.equals(ended),
                        () -> host + ": told of " + told + ", ended " + ended + " (L6)");
            }
            case Notice.Fault fault -> blamed(fault);
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {
                if (id != 0) {
                    live(notice);
                }
            }
            case Notice.GoAway ignored -> {}
        }
    }

    private void announce(int id, Notice notice) {
        LawBroken.unless(!told.get(id), () -> host + ": told of twice: " + notice + " (L6)");
        told.set(id);
    }

    private void live(Notice notice) {
        int id = notice.streamId();
        LawBroken.unless(
                told.get(id) && !ended.get(id),
                () -> host + ": out of its stream's life: " + notice + " (L6)");
    }

    /** Both ends keep to the protocol, so a fault needs an outer cause. */
    private void blamed(Notice.Fault fault) {
        boolean explained =
                fault.code().equals(ErrorCode.REFUSED_STREAM)
                        || host.link.has(Link.Disturbance.HALF_CLOSE)
                                && fault.reason().startsWith("closed within")
                        || (host.link.has(Link.Disturbance.SLOW)
                                        || host.link.has(Link.Disturbance.CLOCK))
                                && (fault.reason().contains("in time")
                                        || fault.reason().contains("no window"));
        LawBroken.unless(explained, () -> host + " blames a correct peer: " + fault);
    }

    /** No command of our applications is out of turn, so a rejection needs a cause too. */
    private void rejected(Notice.Rejected rejected) {
        boolean late =
                switch (rejected.command()) {
                    case Command.Respond c -> ended.get(c.streamId());
                    case Command.Data c -> ended.get(c.streamId());
                    case Command.Trailers c -> ended.get(c.streamId());
                    case Command.Want c ->
                            ended.get(c.streamId())
                                    || rejected.reason().equals("the message has ended");
                    case Command.Reset c -> ended.get(c.streamId());
                    case Command.Reprioritize ignored -> true;
                    case Command.Request ignored -> true;
                    case Command.Push ignored -> true;
                    case Command.Ping ignored -> closed;
                    case Command.Extension c ->
                            c.streamId() == 0
                                    ? closed
                                    : ended.get(c.streamId())
                                            || rejected.reason().equals("the message has ended");
                    case Command.Change ignored -> closed;
                    case Command.Shutdown ignored -> closed;
                };
        LawBroken.unless(
                late || rejected.reason().contains("MAX_CONCURRENT_STREAMS"),
                () -> host + ": rejected without a reason: " + rejected);
    }
}
