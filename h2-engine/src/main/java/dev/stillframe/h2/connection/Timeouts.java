package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.flow.SendWindow;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.stream.Outbound;
import java.time.Duration;

/**
 * Whatever must not last for ever. There is one alarm for the connection: it is set early rather
 * than often, so a busy connection does not touch it.
 */
final class Timeouts {
    /** How long an idle connection remembers how its streams closed. */
    private static final long MEMORY = Duration.ofSeconds(10).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    private Timeouts() {}

    /**
     * @param known whether any time is known yet
     * @param now the latest time known
     * @param born when the connection began
     * @param lastReceived when octets last came
     * @param lastClosed when a stream last closed
     * @param wakeAt when the next step is needed
     * @param stallCheck when stalled streams are to be looked at; {@link Long#MAX_VALUE} while
     *     there are none
     * @param touched when something last moved on each stream; empty unless streams have an idle
     *     time-out
     */
    record State(
            boolean known,
            long now,
            long born,
            long lastReceived,
            long lastClosed,
            long wakeAt,
            long stallCheck,
            IntMap<Long> touched) {
        static final State UNKNOWN = new State(false, 0, 0, 0, 0, NEVER, NEVER, IntMap.empty());
    }

    /** It is now this late. */
    static void clock(Draft draft, long nanos) {
        State s = draft.timeouts;
        if (!s.known()) {
            draft.now = nanos;
            draft.lastClosed = nanos;
            draft.timeouts = new State(true, nanos, nanos, nanos, nanos, NEVER, NEVER, s.touched());
            draft.abuse = Abuse.none(draft.limits(), nanos);
        } else if (nanos > draft.now) {
            draft.now = nanos;
        }
    }

    /** Octets came. */
    static void received(Draft draft) {
        State s = draft.timeouts;
        if (s.lastReceived() != draft.now) {
            draft.timeouts =
                    new State(
                            s.known(),
                            draft.now,
                            s.born(),
                            draft.now,
                            s.lastClosed(),
                            s.wakeAt(),
                            s.stallCheck(),
                            s.touched());
        }
    }

    /** Something moved on a stream. */
    static void touch(Draft draft, int streamId) {
        if (!draft.limits().streamIdleTimeout().isZero()) {
            State s = draft.timeouts;
            draft.timeouts = touched(s, s.touched().with(streamId, draft.now));
        }
    }

    /** A stream is over. */
    static void forget(Draft draft, int streamId) {
        State s = draft.timeouts;
        if (s.touched().size() > 0) {
            draft.timeouts = touched(s, s.touched().without(streamId));
        }
    }

    private static State touched(State s, IntMap<Long> touched) {
        return new State(
                s.known(),
                s.now(),
                s.born(),
                s.lastReceived(),
                s.lastClosed(),
                s.wakeAt(),
                s.stallCheck(),
                touched);
    }

    /** A stream has run out of window with octets queued. */
    static void stalled(Draft draft) {
        State s = draft.timeouts;
        if (s.stallCheck() == NEVER && !draft.limits().stallTimeout().isZero()) {
            draft.timeouts = checkingStalls(s, after(draft.now, draft.limits().stallTimeout()));
        }
    }

    private static State checkingStalls(State s, long at) {
        return new State(
                s.known(),
                s.now(),
                s.born(),
                s.lastReceived(),
                s.lastClosed(),
                s.wakeAt(),
                at,
                s.touched());
    }

    /** Acts on what has run out, at the end of a step. */
    static void run(Draft draft) {
        if (!draft.timeouts.known() || draft.isClosed()) {
            return;
        }
        exchanges(draft);
        if (!draft.isClosed()) {
            streams(draft);
        }
        if (!draft.isClosed()) {
            lifetime(draft);
        }
    }

    private static void exchanges(Draft draft) {
        Limits limits = draft.limits();
        State s = draft.timeouts;
        SettingsExchange.State settings = draft.settings;
        if (!settings.peerKnown() && draft.now >= after(s.born(), limits.prefaceTimeout())) {
            Faults.connection(draft, ErrorCode.PROTOCOL_ERROR, "no connection preface in time");
        } else if (!settings.unacknowledged().isEmpty()
                && settings.peerKnown()
                && draft.now
                        >= after(
                                settings.unacknowledged().getFirst().at(),
                                limits.settingsTimeout())) {
            Faults.connection(
                    draft, ErrorCode.SETTINGS_TIMEOUT, "SETTINGS were not acknowledged in time");
        } else if (draft.block != null
                && draft.now >= after(draft.block.since(), limits.fieldBlockTimeout())) {
            Faults.connection(
                    draft, ErrorCode.ENHANCE_YOUR_CALM, "a field block did not end in time");
        } else if (keepsAlive(draft)) {
            long since = draft.pings.keepAliveSince();
            if (since >= 0) {
                if (draft.now >= after(since, limits.keepAliveTimeout())) {
                    Faults.connection(
                            draft,
                            ErrorCode.NO_ERROR,
                            "a keep-alive PING was not answered in time");
                }
            } else if (draft.now >= after(s.lastReceived(), silence(draft))) {
                Pings.send(draft, Pings.KEEP_ALIVE, Pings.Purpose.KEEP_ALIVE);
            }
        }
    }

    /**
     * Once any request has come or gone, answered or not: a peer that is at its preface may take a
     * PING for an answer.
     */
    private static boolean keepsAlive(Draft draft) {
        return !draft.limits().keepAlive().isZero()
                && (draft.ids.highestPeer() > 0 || draft.ids.hasOpened());
    }

    /** After how long without octets a PING is sent. */
    private static Duration silence(Draft draft) {
        Duration always = draft.limits().keepAlive();
        Duration idle = draft.limits().idleKeepAlive();
        return draft.streams.size() == 0 && idle.compareTo(always) > 0 ? idle : always;
    }

    private static void streams(Draft draft) {
        State s = draft.timeouts;
        Limits limits = draft.limits();
        if (draft.now >= s.stallCheck()) {
            draft.timeouts = checkingStalls(s, NEVER);
            long[] next = {NEVER};
            draft.eachStream(
                    (id, state) -> {
                        Outbound out = state.outbound();
                        if (out == null || out.stalledSince() == Outbound.NOT_STALLED) {
                            return;
                        }
                        long window = SendWindow.of(draft.peer().initialWindowSize(), out.widest());
                        long due = patience(draft, out.stalledSince(), window);
                        if (draft.now >= due) {
                            stop(draft, id);
                        } else {
                            next[0] = Math.min(next[0], due);
                        }
                    });
            draft.timeouts = checkingStalls(draft.timeouts, next[0]);
        }
        long blocked = draft.schedule.blockedSince();
        if (blocked != Schedule.NOT_BLOCKED
                && draft.now >= patience(draft, blocked, draft.schedule.widest())) {
            for (int id : Schedule.waiting(draft)) {
                stop(draft, id);
            }
            draft.schedule.blockedAnew(draft.now);
        }
        if (!limits.streamIdleTimeout().isZero()) {
            draft.timeouts
                    .touched()
                    .forEach(
                            (id, at) -> {
                                if (draft.now >= after(at, limits.streamIdleTimeout())) {
                                    Resets.reset(draft, id, ErrorCode.CANCEL, "idle time-out");
                                }
                            });
        }
    }

    /**
     * When a window that is shut since then has been shut for too long. Its peer may still be
     * reading all that it let through, and need not give credit before it has.
     */
    private static long patience(Draft draft, long since, long window) {
        Limits limits = draft.limits();
        if (limits.stallTimeout().isZero()) {
            return NEVER;
        }
        return since
                + Math.max(
                        limits.stallTimeout().toNanos(),
                        SendWindow.reading(window, limits.leastReadRate()));
    }

    private static void stop(Draft draft, int streamId) {
        draft.notice(
                new Notice.Fault(
                        streamId, ErrorCode.CANCEL, "no window for what is to be sent in time"));
        Resets.reset(draft, streamId, ErrorCode.CANCEL, "the peer gave no window in time");
    }

    private static void lifetime(Draft draft) {
        Limits limits = draft.limits();
        State s = draft.timeouts;
        boolean idle = draft.streams.size() == 0;
        if (idle && draft.closed.count() > 0 && draft.now >= draft.lastClosed + MEMORY) {
            draft.closed.keeping(0);
        }
        if (idle && draft.now >= after(draft.lastClosed, limits.idleTimeout())) {
            Faults.close(draft, ErrorCode.NO_ERROR, "max_idle"); // the word of gRFC A9
            return;
        }
        if (draft.now >= after(s.born(), limits.maxAge())) {
            Shutdown.graceful(draft, ErrorCode.NO_ERROR, "max_age");
        }
        Shutdown.State shutdown = draft.shutdown;
        if (shutdown.stage() == Shutdown.Stage.ANNOUNCED
                && draft.now >= after(shutdown.since(), limits.drainGrace())) {
            Shutdown.announced(draft);
        }
        if (shutdown.stage() != Shutdown.Stage.NONE
                && draft.now >= after(shutdown.since(), limits.drainTimeout())) {
            Faults.close(draft, shutdown.code(), "streams did not end in time");
        }
    }

    /** Sets the alarm, when it must ring earlier than it would. */
    static void arm(Draft draft) {
        State s = draft.timeouts;
        long next = draft.isClosed() || !s.known() ? NEVER : next(draft);
        long wakeAt = s.wakeAt();
        boolean rings = wakeAt > draft.now && wakeAt != NEVER;
        if (next < wakeAt || !rings && next != wakeAt || draft.isClosed() && wakeAt != NEVER) {
            wakeAt = next;
            draft.effect(new Effect.WakeAt(next));
        }
        if (wakeAt != s.wakeAt() || draft.now != s.now() || draft.lastClosed != s.lastClosed()) {
            draft.timeouts =
                    new State(
                            s.known(),
                            draft.now,
                            s.born(),
                            s.lastReceived(),
                            draft.lastClosed,
                            wakeAt,
                            s.stallCheck(),
                            s.touched());
        }
    }

    private static long next(Draft draft) {
        Limits limits = draft.limits();
        State s = draft.timeouts;
        long next = s.stallCheck();
        if (draft.schedule.blockedSince() != Schedule.NOT_BLOCKED) {
            next =
                    Math.min(
                            next,
                            patience(
                                    draft, draft.schedule.blockedSince(), draft.schedule.widest()));
        }
        if (!draft.settings.peerKnown()) {
            next = Math.min(next, after(s.born(), limits.prefaceTimeout()));
        } else if (!draft.settings.unacknowledged().isEmpty()) {
            next =
                    Math.min(
                            next,
                            after(
                                    draft.settings.unacknowledged().getFirst().at(),
                                    limits.settingsTimeout()));
        }
        if (draft.block != null) {
            next = Math.min(next, after(draft.block.since(), limits.fieldBlockTimeout()));
        }
        if (keepsAlive(draft)) {
            long since = draft.pings.keepAliveSince();
            next =
                    Math.min(
                            next,
                            since >= 0
                                    ? after(since, limits.keepAliveTimeout())
                                    : after(s.lastReceived(), silence(draft)));
        }
        if (draft.streams.size() == 0) {
            next = Math.min(next, after(draft.lastClosed, limits.idleTimeout()));
            if (draft.closed.count() > 0) {
                next = Math.min(next, draft.lastClosed + MEMORY);
            }
        } else if (!limits.streamIdleTimeout().isZero()) {
            next = Math.min(next, after(oldestTouch(draft), limits.streamIdleTimeout()));
        }
        Shutdown.State shutdown = draft.shutdown;
        switch (shutdown.stage()) {
            case NONE -> next = Math.min(next, after(s.born(), limits.maxAge()));
            case ANNOUNCED -> {
                next = Math.min(next, after(shutdown.since(), limits.drainGrace()));
                next = Math.min(next, after(shutdown.since(), limits.drainTimeout()));
            }
            case FINAL -> next = Math.min(next, after(shutdown.since(), limits.drainTimeout()));
        }
        return next;
    }

    private static long oldestTouch(Draft draft) {
        long[] oldest = {draft.now};
        draft.timeouts.touched().forEach((id, at) -> oldest[0] = Math.min(oldest[0], at));
        return oldest[0];
    }

    /** Zero is for ever. */
    private static long after(long since, Duration time) {
        return time.isZero() ? NEVER : since + time.toNanos();
    }
}
