package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.List;

/** Events of every kind, with values from the edges. */
final class Samples {
    private static final FieldSection FIELDS =
            FieldSection.of(
                    new Field("x", ""),
                    new Field("authorization", "secret", true),
                    new Field("latin", "\u00e9\u00ff"),
                    new Field("no text at all", "\ud800\uffff\u0000"));
    private static final RequestHead NOTHING =
            new RequestHead("", null, null, null, null, FieldSection.EMPTY);
    private static final RequestHead ALL =
            new RequestHead("CONNECT", "https", "a:1", "/", "websocket", FIELDS);

    static final List<Event> ALL_KINDS =
            List.of(
                    new Event.Clock(0),
                    new Event.Clock(Long.MIN_VALUE),
                    new Event.Clock(Long.MAX_VALUE),
                    new Event.Clock(-1),
                    new Event.Received(Octets.EMPTY),
                    new Event.Received(Octets.of(0, 0xff, 0x80)),
                    new Event.Received(Octets.wrap(new byte[300])),
                    new Event.InputClosed(),
                    new Event.TransportFailed(""),
                    new Event.TransportFailed("Connection reset \u2014 by \ud83d\ude00"),
                    new Event.Room(0),
                    new Event.Room(-1),
                    new Event.Room(Integer.MAX_VALUE),
                    new Event.Consumed(1, 127),
                    new Event.Consumed(Integer.MIN_VALUE, 128),
                    new Event.Released(Integer.MAX_VALUE),
                    new Event.Upgraded(Octets.of(0, 3, 0, 0, 0, 1), ALL),
                    new Event.Upgraded(Octets.EMPTY, NOTHING),
                    new Command.Request(Long.MIN_VALUE, ALL, true),
                    new Command.Request(7, NOTHING, false),
                    new Command.Respond(1, ResponseHead.of(999, "a", "b"), true),
                    new Command.Respond(1, new ResponseHead(100, FIELDS), false),
                    new Command.Data(3, Integer.MAX_VALUE, false),
                    new Command.Data(-3, -1, true),
                    new Command.Trailers(5, FIELDS),
                    new Command.Trailers(5, FieldSection.EMPTY),
                    new Command.Want(16_384),
                    new Command.Reset(9, ErrorCode.CANCEL),
                    new Command.Reset(9, new ErrorCode(-1)),
                    new Command.Push(-1, 1, ALL),
                    new Command.Reprioritize(1, new Priority(7, true)),
                    new Command.Reprioritize(1, Priority.DEFAULT),
                    new Command.Ping(Octets.of(1, 2, 3, 4, 5, 6, 7, 8)),
                    new Command.Extension(0, 0x0a, 0, Octets.EMPTY),
                    new Command.Extension(Integer.MAX_VALUE, 0xff, 0xff, Octets.of(0, 0xff)),
                    new Command.Change(Limits.DEFAULT),
                    new Command.Change(Limits.DEFAULT.toBuilder().maxFields(1).build()),
                    new Command.Shutdown(ErrorCode.NO_ERROR, "", true),
                    new Command.Shutdown(ErrorCode.ENHANCE_YOUR_CALM, "enough", false));

    private Samples() {}
}
