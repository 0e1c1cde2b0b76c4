package dev.stillframe.netty;

import dev.stillframe.api.connection.Command;
import org.jspecify.annotations.Nullable;

/** A write that is over, or a command that is about to be followed, and who is to be told. */
class Done {
    final Completion completion;
    final @Nullable Command command;
    @Nullable Throwable failure;

    Done(@Nullable Command command, Completion completion) {
        this.command = command;
        this.completion = completion;
    }

    Done(Completion completion, @Nullable Throwable failure) {
        this(null, completion);
        this.failure = failure;
    }
}
