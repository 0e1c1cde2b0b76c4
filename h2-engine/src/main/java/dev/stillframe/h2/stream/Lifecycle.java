package dev.stillframe.h2.stream;

import dev.stillframe.h2.stream.StreamState.Closed;
import dev.stillframe.h2.stream.StreamState.HalfClosedLocal;
import dev.stillframe.h2.stream.StreamState.HalfClosedRemote;
import dev.stillframe.h2.stream.StreamState.Idle;
import dev.stillframe.h2.stream.StreamState.Open;
import dev.stillframe.h2.stream.StreamState.ReservedLocal;
import dev.stillframe.h2.stream.StreamState.ReservedRemote;

/**
 * The table of RFC 9113 section 5.1: what a frame from the peer means in each state of its stream.
 * PRIORITY may come in any state and means nothing (section 5.3.2), so it is not here; frames of
 * unknown types neither (section 5.5).
 */
public final class Lifecycle {
    private Lifecycle() {}

    /** The frames that a stream's state has a say in. */
    public enum Input {
        HEADERS,
        DATA,
        RST_STREAM,
        WINDOW_UPDATE,
        PUSH_PROMISE
    }

    /** What follows. */
    public enum Verdict {
        /** The frame is as it should be. */
        ACCEPT,
        /**
         * A frame that may have been on its way when the stream closed: its effect on the
         * connection holds, no more.
         */
        IGNORE,
        /** A stream error of type STREAM_CLOSED. */
        STREAM_CLOSED,
        /** A connection error of type STREAM_CLOSED. */
        CONNECTION_STREAM_CLOSED,
        /** A connection error of type PROTOCOL_ERROR. */
        CONNECTION_PROTOCOL_ERROR
    }

    /** Looks up the table. */
    public static Verdict received(StreamState state, Input input) {
        return switch (state) {
            case Idle ignored ->
                    // "Receiving any frame other than HEADERS or PRIORITY on a stream in this state
                    // MUST be treated as a
                    // connection error of type PROTOCOL_ERROR."
                    switch (input) {
                        case HEADERS -> Verdict.ACCEPT;
                        case DATA, RST_STREAM, WINDOW_UPDATE, PUSH_PROMISE ->
                                Verdict.CONNECTION_PROTOCOL_ERROR;
                    };
            case ReservedLocal ignored ->
                    switch (input) {
                        case RST_STREAM, WINDOW_UPDATE -> Verdict.ACCEPT;
                        case HEADERS, DATA, PUSH_PROMISE -> Verdict.CONNECTION_PROTOCOL_ERROR;
                    };
            case ReservedRemote ignored ->
                    switch (input) {
                        case HEADERS, RST_STREAM -> Verdict.ACCEPT;
                        case DATA, WINDOW_UPDATE, PUSH_PROMISE -> Verdict.CONNECTION_PROTOCOL_ERROR;
                    };
            case Open ignored -> Verdict.ACCEPT;
            case HalfClosedLocal ignored -> Verdict.ACCEPT;
            case HalfClosedRemote ignored ->
                    // "If an endpoint receives additional frames, other than WINDOW_UPDATE,
                    // PRIORITY, or RST_STREAM, for a
                    // stream that is in this state, it MUST respond with a stream error of type
                    // STREAM_CLOSED."
                    switch (input) {
                        case RST_STREAM, WINDOW_UPDATE -> Verdict.ACCEPT;
                        case HEADERS, DATA -> Verdict.STREAM_CLOSED;
                        // Section 8.4: a promise goes with a stream that the promising server may
                        // still send on.
                        case PUSH_PROMISE -> Verdict.CONNECTION_PROTOCOL_ERROR;
                    };
            case Closed closed -> receivedClosed(closed.manner(), input);
        };
    }

    private static Verdict receivedClosed(StreamState.Manner manner, Input input) {
        return switch (manner) {
            // "An endpoint that sends a RST_STREAM frame ... MUST ignore frames that it receives on
            // closed streams after
            // it has sent a RST_STREAM frame"; a promise still reserves its stream (section 6.6),
            // which Pushes sees to.
            case RESET_BY_US, FORGOTTEN -> Verdict.IGNORE;
            case RESET_BY_PEER ->
                    switch (input) {
                        case RST_STREAM, WINDOW_UPDATE -> Verdict.IGNORE;
                        // Where trailers follow the peer's RST_STREAM, no other stream is to pay
                        // for that (section 5.1 only says MAY of a connection error).
                        case DATA, HEADERS -> Verdict.STREAM_CLOSED;
                        case PUSH_PROMISE -> Verdict.CONNECTION_STREAM_CLOSED;
                    };
            case ENDED ->
                    switch (input) {
                        // Both may cross our END_STREAM on the way.
                        case RST_STREAM, WINDOW_UPDATE -> Verdict.IGNORE;
                        // Section 6.1: "the recipient MUST respond with a stream error of type
                        // STREAM_CLOSED."
                        case DATA -> Verdict.STREAM_CLOSED;
                        case HEADERS, PUSH_PROMISE -> Verdict.CONNECTION_STREAM_CLOSED;
                    };
            case SKIPPED ->
                    switch (input) {
                        // Section 5.1.1: "An endpoint that receives an unexpected stream identifier
                        // MUST respond with a
                        // connection error of type PROTOCOL_ERROR."
                        case HEADERS, PUSH_PROMISE -> Verdict.CONNECTION_PROTOCOL_ERROR;
                        case DATA -> Verdict.STREAM_CLOSED;
                        case RST_STREAM, WINDOW_UPDATE -> Verdict.IGNORE;
                    };
        };
    }
}
