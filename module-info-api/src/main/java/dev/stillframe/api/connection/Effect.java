package dev.stillframe.api.connection;

import dev.stillframe.api.message.Octets;

/** Something that must now be done, in the order given. */
public sealed interface Effect
        permits Effect.Send, Effect.Take, Effect.Drop, Effect.WakeAt, Effect.Close, Notice {
    /** These octets go to the transport. They stay as they are for ever. */
    record Send(Octets octets) implements Effect {}

    /**
     * The next {@code octets} of payload that the application has ready for this stream go to the
     * transport.
     */
    record Take(int streamId, int octets) implements Effect {}

    /** Whatever payload stands ready for this stream will never be taken. */
    record Drop(int streamId) implements Effect {}

    /**
     * A step with a later {@link Event.Clock} is needed at this time at the latest, even when
     * nothing else happens. It replaces the time that was asked for before; {@link Long#MAX_VALUE}
     * for none.
     */
    record WakeAt(long nanos) implements Effect {}

    /**
     * Once all before it is written, the transport is closed: first for output, then, when the peer
     * has closed too or a short time has passed, wholly, so that the peer can read the GOAWAY.
     */
    record Close() implements Effect {}
}
