package dev.stillframe.workbench.client;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;

/** A request and what becomes of it. All calls come on the loop's thread. */
public interface Exchange {

    /** What is asked. */
    RequestHead head();

    /** Whether no content follows. */
    default boolean endStream() {
        return true;
    }

    /** It has a stream; content may be sent. */
    default void started(Link link, int streamId) {}

    /** A response head has arrived. */
    default void response(Link link, int streamId, ResponseHead head) {}

    /** Content has arrived; unless told otherwise it is used up at once. */
    default void data(Link link, int streamId, Octets octets) {
        link.consumed(streamId, octets.length());
    }

    /** Trailers have arrived. */
    default void trailers(Link link, int streamId, FieldSection fields) {}

    /** It is over. Called exactly once, also for one that never had a stream. */
    void ended(Link link, End end);
}
