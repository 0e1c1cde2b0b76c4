package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Event;

/** Events into octets: a tag, and the event's components in order. */
final class EventWriter {
    private EventWriter() {}

    static void write(Event event, Pen pen) {
        switch (event) {
            case Event.Clock clock -> pen.octet(Tag.CLOCK).longWord(clock.nanos());
            case Event.Received received -> pen.octet(Tag.RECEIVED).octets(received.octets());
            case Event.InputClosed ignored -> pen.octet(Tag.INPUT_CLOSED);
            case Event.TransportFailed failed ->
                    pen.octet(Tag.TRANSPORT_FAILED).text(failed.reason());
            case Event.Room room -> pen.octet(Tag.ROOM).number(room.octets());
            case Event.Consumed consumed ->
                    pen.octet(Tag.CONSUMED).number(consumed.streamId()).number(consumed.octets());
            case Event.Released released -> pen.octet(Tag.RELEASED).number(released.streamId());
            case Event.Upgraded upgraded ->
                    pen.octet(Tag.UPGRADED).octets(upgraded.settings()).head(upgraded.request());
            case Command command -> write(command, pen);
        }
    }

    private static void write(Command command, Pen pen) {
        switch (command) {
            case Command.Request request ->
                    pen.octet(Tag.REQUEST)
                            .longWord(request.token())
                            .head(request.head())
                            .flag(request.endStream());
            case Command.Respond respond ->
                    pen.octet(Tag.RESPOND)
                            .number(respond.streamId())
                            .head(respond.head())
                            .flag(respond.endStream());
            case Command.Data data ->
                    pen.octet(Tag.DATA)
                            .number(data.streamId())
                            .number(data.octets())
                            .flag(data.endStream());
            case Command.Trailers trailers ->
                    pen.octet(Tag.TRAILERS).number(trailers.streamId()).fields(trailers.fields());
            case Command.Want want -> pen.octet(Tag.WANT).number(want.streamId());
            case Command.Reset reset ->
                    pen.octet(Tag.RESET).number(reset.streamId()).number(reset.code().value());
            case Command.Push push ->
                    pen.octet(Tag.PUSH)
                            .longWord(push.token())
                            .number(push.streamId())
                            .head(push.head());
            case Command.Reprioritize reprioritize ->
                    pen.octet(Tag.REPRIORITIZE)
                            .number(reprioritize.streamId())
                            .number(reprioritize.priority().urgency())
                            .flag(reprioritize.priority().incremental());
            case Command.Ping ping -> pen.octet(Tag.PING).octets(ping.opaque());
            case Command.Extension extension ->
                    pen.octet(Tag.EXTENSION)
                            .number(extension.streamId())
                            .octet(extension.type())
                            .octet(extension.flags())
                            .octets(extension.payload());
            case Command.Change change -> pen.octet(Tag.CHANGE).limits(change.limits());
            case Command.Shutdown shutdown ->
                    pen.octet(Tag.SHUTDOWN)
                            .number(shutdown.code().value())
                            .text(shutdown.reason())
                            .flag(shutdown.graceful());
        }
    }
}
