package dev.stillframe.api.handler;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;

/** What a fold is told. */
public sealed interface Signal {
    /** A server: the request's head. */
    record Request(RequestHead head) implements Signal {}

    /** A client: a response head, interim or final. */
    record Response(ResponseHead head) implements Signal {}

    /**
     * Content, never empty. The octets are a view that ends with the call: {@link Octets#copy()}
     * keeps them.
     */
    record Data(Octets octets) implements Signal {}

    /** The trailers; {@link End} follows. */
    record Trailers(FieldSection fields) implements Signal {}

    /** The time has come that was asked for with this tag by {@link Action.Alarm}. */
    record Alarm(Object tag) implements Signal {}

    /** The peer's message is complete. */
    record End() implements Signal {}
}
