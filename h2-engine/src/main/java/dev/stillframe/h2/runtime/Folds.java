package dev.stillframe.h2.runtime;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.h2.fold.Folding;
import dev.stillframe.h2.fold.Wish;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs folds between turns. */
final class Folds<C> implements FoldRunner {
    private static final Http2Connection.Sent IGNORED =
            new Http2Connection.Sent() {
                @Override
                public void succeeded() {}

                @Override
                public void failed(String reason) {}
            };

    private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
    private Folding<C> folding;

    Folds(Fold<C> fold) {
        folding = Folding.of(fold);
    }

    @Override
    public void on(Notice notice) {
        notices.add(notice);
    }

    @Override
    public boolean run(Http2Connection connection) {
        boolean ran = false;
        for (Notice notice = notices.poll(); notice != null; notice = notices.poll()) {
            Folding.Folded<C> folded = folding.on(notice);
            folding = folded.next();
            for (Wish wish : folded.wishes()) {
                follow(connection, wish);
            }
            ran = true;
        }
        return ran;
    }

    private static void follow(Http2Connection connection, Wish wish) {
        switch (wish) {
            case Wish.Tell tell -> connection.tell(tell.command());
            case Wish.Send send ->
                    connection.send(
                            send.streamId(),
                            send.octets().toByteBuffer(),
                            send.endStream(),
                            IGNORED);
            case Wish.Consumed consumed ->
                    connection.consumed(consumed.streamId(), consumed.octets());
            case Wish.Released released -> connection.released(released.streamId());
        }
    }
}
