package dev.stillframe.h2.fold;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.message.Octets;
import java.time.Duration;

/** What a fold wants done. */
public sealed interface Wish {
    /** A command without payload. */
    record Tell(Command command) implements Wish {}

    /** Payload, and whether it ends the message. */
    record Send(int streamId, Octets octets, boolean endStream) implements Wish {}

    /** The fold has seen octets. */
    record Consumed(int streamId, int octets) implements Wish {}

    /**
     * The fold is to be called with this tag after this time ({@link Folding#alarm}); zero or less
     * for not any more. With the stream all its alarms are over.
     */
    record Alarm(int streamId, Object tag, Duration after) implements Wish {}

    /** The fold is to be told that its stream is over. */
    record End<C>(Outcome<C> outcome) implements Wish {}

    /** The fold is done with the stream. */
    record Released(int streamId) implements Wish {}
}
