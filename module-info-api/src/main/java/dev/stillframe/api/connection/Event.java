package dev.stillframe.api.connection;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;

/** Something that happened to a connection: the input of a step. */
public sealed interface Event
        permits Event.Clock,
                Event.Received,
                Event.InputClosed,
                Event.TransportFailed,
                Event.Room,
                Event.Consumed,
                Event.Released,
                Event.Upgraded,
                Command {
    /**
     * It is now this late. Each batch of events begins with it; time never runs backwards (an
     * earlier time is taken for the latest one known).
     *
     * @param nanos nanoseconds from any fixed origin
     */
    record Clock(long nanos) implements Event {}

    /**
     * The transport delivered octets. DATA payload in them is passed on by reference in {@link
     * Notice.Data}; nothing else is kept by reference after the step.
     */
    record Received(Octets octets) implements Event {}

    /** The peer will send no more octets. */
    record InputClosed() implements Event {}

    /** The transport is gone, both ways. */
    record TransportFailed(String reason) implements Event {}

    /**
     * The transport can take so many octets of DATA payload now. It replaces what was known before;
     * {@link Effect.Take} uses it up. A connection starts with none.
     */
    record Room(int octets) implements Event {}

    /**
     * The application has consumed octets of DATA that were delivered to it: they return as credit
     * (section 5.2).
     */
    record Consumed(int streamId, int octets) implements Event {}

    /**
     * The application has let go of a stream that was announced by {@link Notice.Request}: nothing
     * runs for it any more. It is said once for each, before or after the stream has ended. Until
     * then a stream that was reset counts for {@link Limits#maxFinishing()}, so that resets do not
     * buy concurrency.
     */
    record Released(int streamId) implements Event {}

    /**
     * The connection came out of an HTTP/1.1 upgrade to h2c (RFC 7540 section 3.2), as the first
     * event. A server is given the client's settings and its request, which becomes stream 1,
     * half-closed; a client is given its own request.
     *
     * @param settings the decoded payload of HTTP2-Settings; empty on a client
     * @param request what was asked
     */
    record Upgraded(Octets settings, RequestHead request) implements Event {}
}
