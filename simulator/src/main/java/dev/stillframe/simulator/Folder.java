package dev.stillframe.simulator;

import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.h2.fold.Folding;
import dev.stillframe.h2.fold.Wish;

/** Lets folds do an application's work: by the pure machine, or by the runtime's runner. */
final class Folder {
    private final Host host;
    private final ScriptFold fold;
    private final boolean runs;
    private Folding<ScriptFold.Context> folding;

    /**
     * @param runs whether the folds are run here; otherwise {@link #fold} is run by another
     */
    Folder(Host host, boolean runs) {
        this.host = host;
        this.runs = runs;
        fold = new ScriptFold(host, runs);
        folding = Folding.of(fold);
    }

    ScriptFold fold() {
        return fold;
    }

    void on(Notice notice) {
        switch (notice) {
            case Notice.Request request ->
                    fold.begins(
                            Integer.parseInt(
                                    String.valueOf(request.head().fields().value(App.ID))));
            case Notice.Started started -> fold.begins(host.app.id(started));
            default -> {}
        }
        if (runs) {
            take(folding.on(notice));
        }
    }

    private void take(Folding.Folded<ScriptFold.Context> folded) {
        folding = folded.next();
        folded.wishes().forEach(this::follow);
    }

    @SuppressWarnings("unchecked") // a folding of our contexts wishes for ends of our contexts
    private void follow(Wish wish) {
        switch (wish) {
            case Wish.Tell tell -> host.tell(tell.command());
            case Wish.Send send -> host.send(send.streamId(), send.octets(), send.endStream());
            case Wish.Consumed consumed -> host.consumed(consumed.streamId(), consumed.octets());
            case Wish.Alarm alarm ->
                    host.world.in(
                            alarm.after().toNanos(),
                            () -> take(folding.alarm(alarm.streamId(), alarm.tag())));
            case Wish.End<?> end -> fold.ended((Outcome<ScriptFold.Context>) end.outcome());
            case Wish.Released released -> host.released(released.streamId());
        }
    }

    void over() {
        fold.over();
        LawBroken.unless(
                !runs || folding.calls().size() == 0,
                () -> host + ": folds of streams that are gone: " + folding.calls());
    }
}
