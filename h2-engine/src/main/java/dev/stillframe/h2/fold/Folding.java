package dev.stillframe.h2.fold;

import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.h2.persistent.IntMap;
import java.util.List;

/**
 * A fold for every stream of a connection, as a value.
 *
 * <p>What a fold throws is the fold's own failure: its stream is reset with INTERNAL_ERROR, and the
 * outcome carries the context that it last returned.
 *
 * @param <C> the fold's context
 */
public record Folding<C>(Fold<C> fold, IntMap<Call<C>> calls) {
    /** Before any stream. */
    public static <C> Folding<C> of(Fold<C> fold) {
        return new Folding<>(fold, IntMap.empty());
    }

    /** What comes of one notice or of several. */
    public record Folded<C>(Folding<C> next, List<Wish> wishes) {}

    /** Takes one notice. */
    public Folded<C> on(Notice notice) {
        FoldingStep<C> step = step();
        step.on(notice);
        return step.freeze();
    }

    /** The time has come that this stream's fold has asked for with this tag. */
    public Folded<C> alarm(int streamId, Object tag) {
        FoldingStep<C> step = step();
        step.alarm(streamId, tag);
        return step.freeze();
    }

    /** Takes several notices in one go. This value stays as it is. */
    public FoldingStep<C> step() {
        return new FoldingStep<>(this);
    }

    /** Whether the peer's message on this stream goes on. */
    public boolean isReceiving(int streamId) {
        Call<C> call = calls.at(streamId);
        return call != null && !call.ended();
    }
}
