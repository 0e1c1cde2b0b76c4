package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.message.Priority;

/** Octets into events. */
final class EventReader {
    private EventReader() {}

    /**
     * The next event.
     *
     * @throws IllegalArgumentException when there is none that we know
     */
    static Event read(Cursor in) {
        int tag = in.octet();
        return switch (tag) {
            case Tag.CLOCK -> new Event.Clock(in.longWord());
            case Tag.RECEIVED -> new Event.Received(in.octets());
            case Tag.INPUT_CLOSED -> new Event.InputClosed();
            case Tag.TRANSPORT_FAILED -> new Event.TransportFailed(in.text());
            case Tag.ROOM -> new Event.Room(in.number());
            case Tag.CONSUMED -> new Event.Consumed(in.number(), in.number());
            case Tag.RELEASED -> new Event.Released(in.number());
            case Tag.UPGRADED -> new Event.Upgraded(in.octets(), in.requestHead());
            case Tag.REQUEST -> new Command.Request(in.longWord(), in.requestHead(), in.flag());
            case Tag.RESPOND -> new Command.Respond(in.number(), in.responseHead(), in.flag());
            case Tag.DATA -> new Command.Data(in.number(), in.number(), in.flag());
            case Tag.TRAILERS -> new Command.Trailers(in.number(), in.fields());
            case Tag.WANT -> new Command.Want(in.number());
            case Tag.RESET -> new Command.Reset(in.number(), ErrorCode.of(in.number()));
            case Tag.PUSH -> new Command.Push(in.longWord(), in.number(), in.requestHead());
            case Tag.REPRIORITIZE ->
                    new Command.Reprioritize(in.number(), new Priority(in.number(), in.flag()));
            case Tag.PING -> new Command.Ping(in.octets());
            case Tag.CHANGE -> new Command.Change(in.limits());
            case Tag.SHUTDOWN ->
                    new Command.Shutdown(ErrorCode.of(in.number()), in.text(), in.flag());
            case Tag.EXTENSION ->
                    new Command.Extension(in.number(), in.octet(), in.octet(), in.octets());
            default -> throw new IllegalArgumentException("there is no event with tag " + tag);
        };
    }
}
