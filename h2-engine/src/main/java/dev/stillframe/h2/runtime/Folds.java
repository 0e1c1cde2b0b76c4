package dev.stillframe.h2.runtime;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Inbox;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.h2.fold.Folding;
import dev.stillframe.h2.fold.FoldingStep;
import dev.stillframe.h2.fold.Wish;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs folds between turns. */
public final class Folds<C> implements FoldRunner {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2");

    private static final Http2Connection.Sent IGNORED =
            new Http2Connection.Sent() {
                @Override
                public void succeeded() {}

                @Override
                public void failed(String reason) {}
            };

    private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
    private final Alarms alarms = new Alarms();
    private final Unsent unsent = new Unsent();
    private Folding<C> folding;

    /** Each stream begins with the fold's initial context. */
    public Folds(Fold<C> fold) {
        folding = Folding.of(new ReportedFold<>(fold));
    }

    @Override
    public void on(Notice notice) {
        notices.add(notice);
    }

    @Override
    public boolean run(Http2Connection connection) {
        boolean ran = unsent.settle(connection);
        if (!notices.isEmpty()) {
            FoldingStep<C> step = folding.step();
            for (Notice notice = notices.poll(); notice != null; notice = notices.poll()) {
                step.on(notice);
            }
            take(step.freeze(), connection);
            ran = true;
        }
        if (alarms.next() != Long.MAX_VALUE) {
            ran |=
                    alarms.ring(
                            System.nanoTime(),
                            (streamId, tag) -> take(folding.alarm(streamId, tag), connection));
        }
        return ran;
    }

    @Override
    public long wakeAt() {
        return alarms.next();
    }

    private void take(Folding.Folded<C> folded, Http2Connection connection) {
        folding = folded.next();
        Http2Connection.Bundle bundle = connection.bundle();
        boolean keepsBack = keepsBack(connection);
        long now = System.nanoTime(); // one for all: alarms ring in the order of their times
        for (Wish wish : folded.wishes()) {
            follow(bundle, keepsBack, now, wish);
        }
        bundle.put(); // a head, and what follows it, leave in one write whoever takes the next turn
    }

    @SuppressWarnings("unchecked") // a folding of C wishes for ends of C
    private void follow(Inbox connection, boolean keepsBack, long now, Wish wish) {
        switch (wish) {
            case Wish.Tell tell -> connection.tell(tell.command());
            case Wish.Send send ->
                    connection.send(
                            send.streamId(),
                            send.octets().toByteBuffer(),
                            send.endStream(),
                            keepsBack && folding.isReceiving(send.streamId())
                                    ? unsent.sending(send.streamId(), send.octets().length())
                                    : IGNORED);
            case Wish.Consumed consumed ->
                    unsent.consumed(connection, consumed.streamId(), consumed.octets());
            case Wish.Alarm alarm -> alarms.set(alarm.streamId(), alarm.tag(), now, alarm.after());
            case Wish.End<?> end -> ended((Outcome<C>) end.outcome());
            case Wish.Released released -> {
                alarms.forget(released.streamId());
                unsent.ended(released.streamId());
                connection.released(released.streamId());
            }
        }
    }

    /**
     * Only a server keeps back credit: of two ends that both send much, one must always go on
     * taking, or they wait for each other for ever.
     */
    private static boolean keepsBack(Http2Connection connection) {
        return connection.iteration().role() == Role.SERVER;
    }

    private void ended(Outcome<C> outcome) {
        try {
            folding.fold().ended(outcome);
        } catch (RuntimeException | Error e) {
            // The stream is over: there is nothing left to reset, and nobody else may be hurt.
            LOG.log(Level.WARNING, "A fold's end has failed", e);
        }
    }
}
