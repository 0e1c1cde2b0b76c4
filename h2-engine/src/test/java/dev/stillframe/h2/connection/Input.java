package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;

/** Everything that can happen to a stream: each frame, each command, each other event. */
enum Input {
    HEAD,
    HEAD_ES,
    TRAIL,
    TRAIL_ES,
    DATA,
    DATA_ES,
    PAD_ES,
    RST,
    WU,
    WU_0,
    WU_MAX,
    PRIO,
    PRIO_4,
    CONT,
    PP,
    UNKNOWN,
    PRIO_UPD,
    SETTINGS,
    PING,
    GOAWAY,
    RST_3,
    WU_5,

    RESPOND,
    RESPOND_ES,
    INTERIM,
    SEND,
    SEND_ES,
    SEND_TRAIL,
    WANT,
    RESET,
    NO_ERROR,
    REFUSE,
    PUSH,
    REPRIO,

    CONSUMED,
    RELEASED,
    CLOCK,
    NO_ROOM,
    REQUEST,
    TELL_PING,
    CHANGE,
    DRAIN,
    SHUTDOWN,
    EOF,
    FAILED;

    boolean isFrame() {
        return ordinal() <= WU_5.ordinal();
    }

    boolean isStreamCommand() {
        return !isFrame() && ordinal() <= REPRIO.ordinal();
    }

    /** Makes it happen to this stream. */
    void happen(Script script, Role role, int id) {
        String[] head =
                role == Role.CLIENT
                        ? new String[] {":status", "200"}
                        : new String[] {
                            ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"
                        };
        switch (this) {
            case HEAD -> script.headers(id, false, head);
            case HEAD_ES -> script.headers(id, true, head);
            case TRAIL -> script.headers(id, false, "sum", "1");
            case TRAIL_ES -> script.headers(id, true, "sum", "1");
            case DATA -> script.send(Wire.of().data(id, "content", false));
            case DATA_ES -> script.send(Wire.of().data(id, "content", true));
            case PAD_ES -> script.send(Wire.of().paddedData(id, Octets.EMPTY, 5, true));
            case RST -> script.send(Wire.of().reset(id, ErrorCode.CANCEL));
            case WU -> script.send(Wire.of().windowUpdate(id, 1000));
            case WU_0 -> script.send(Wire.of().windowUpdate(id, 0));
            case WU_MAX -> script.send(Wire.of().windowUpdate(id, Integer.MAX_VALUE));
            case PRIO -> script.send(Wire.of().priority(id, 1));
            case PRIO_4 -> script.send(Wire.of().frame(2, 0, id, Octets.of(1, 2, 3, 4)));
            case CONT -> script.send(Wire.of().continuation(id, Octets.EMPTY, Wire.END_HEADERS));
            case PP ->
                    script.send(
                            Wire.of()
                                    .pushPromise(
                                            id,
                                            Situation.FRESH_EVEN,
                                            Situation.promised(script),
                                            Wire.END_HEADERS));
            case UNKNOWN -> script.send(Wire.of().frame(0xbb, 0xff, id, Octets.utf8("what")));
            case PRIO_UPD -> script.send(Wire.of().priorityUpdate(id, "u=1"));
            case SETTINGS -> script.send(Wire.of().frame(4, 0, id, Octets.EMPTY));
            case PING -> script.send(Wire.of().frame(6, 0, id, Octets.utf8("12345678")));
            case GOAWAY -> script.send(Wire.of().frame(7, 0, id, Octets.utf8("12345678")));
            case RST_3 -> script.send(Wire.of().frame(3, 0, id, Octets.of(1, 2, 3)));
            case WU_5 -> script.send(Wire.of().frame(8, 0, id, Octets.of(0, 0, 0, 1, 0)));
            case RESPOND -> script.respond(id, 200, false);
            case RESPOND_ES -> script.respond(id, 200, true);
            case INTERIM -> script.tell(new Command.Respond(id, ResponseHead.of(103), false));
            case SEND -> script.data(id, "content", false);
            case SEND_ES -> script.data(id, "content", true);
            case SEND_TRAIL -> script.tell(new Command.Trailers(id, FieldSection.of("sum", "1")));
            case WANT -> script.tell(new Command.Want(id));
            case RESET -> script.tell(new Command.Reset(id, ErrorCode.CANCEL));
            case NO_ERROR -> script.tell(new Command.Reset(id, ErrorCode.NO_ERROR));
            case REFUSE -> script.tell(new Command.Reset(id, ErrorCode.REFUSED_STREAM));
            case PUSH -> script.tell(new Command.Push(8, id, Situation.head()));
            case REPRIO -> script.tell(new Command.Reprioritize(id, Priority.of(1, true)));
            case CONSUMED -> script.consumed(id, 1 << 20);
            case RELEASED -> script.step(new Event.Released(id));
            case CLOCK -> script.after(Duration.ofMillis(1));
            case NO_ROOM -> script.room(0);
            case REQUEST -> script.request(Situation.head(), false);
            case TELL_PING -> script.tell(new Command.Ping(Octets.utf8("12345678")));
            case CHANGE ->
                    script.tell(
                            new Command.Change(
                                    Limits.DEFAULT.toBuilder()
                                            .maxClosedStreams(1)
                                            .streamWindow(100)
                                            .build()));
            case DRAIN -> script.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "drain", true));
            case SHUTDOWN -> script.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "now", false));
            case EOF -> script.step(new Event.InputClosed());
            case FAILED -> script.step(new Event.TransportFailed("cut"));
        }
    }
}
