package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.awaiting;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 section 6.10: CONTINUATION, and field blocks as sent. */
class Section610Test {
    /** As a field it needs three frames: no code is shorter than its octets. */
    private static final String LARGE = "~".repeat(40_000);

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.2-2", "9113-6.10-1", "9113-8.1-1"})
    @DisplayName("Without END_HEADERS, a CONTINUATION of the same stream must follow")
    void contiguous(Role role) {
        List<Frame> frames = Exchange.frames(large(role));
        int open = 0;
        for (Frame frame : frames) {
            if (open != 0) {
                Frame.Continuation next = assertInstanceOf(Frame.Continuation.class, frame);
                assertEquals(open, next.streamId());
            }
            open = endsHeaders(frame) ? 0 : frame.streamId();
        }
        assertEquals(0, open, "the last one has END_HEADERS");
        // Two HEADERS, and one PUSH_PROMISE where there may be one, each of three frames.
        long begun = frames.stream().filter(frame -> !endsHeaders(frame)).count();
        assertEquals(role == Role.SERVER ? 6 : 4, begun);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.10-3", "9113-6.10-5"})
    @DisplayName("CONTINUATION follows a frame without END_HEADERS, and has its stream")
    void preceded(Role role) {
        List<Frame> frames = Exchange.frames(large(role));
        int continuations = 0;
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i) instanceof Frame.Continuation continuation) {
                Frame before = frames.get(i - 1);
                assertTrue(!endsHeaders(before), () -> "after " + before);
                assertEquals(before.streamId(), continuation.streamId());
                assertTrue(continuation.streamId() > 0);
                continuations++;
            }
        }
        assertEquals(role == Role.SERVER ? 6 : 4, continuations);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.10-4")
    @DisplayName("CONTINUATION whose Stream Identifier is 0x00: connection error PROTOCOL_ERROR")
    void onStreamZero(Role role) {
        Octets wrong = Wire.of().continuation(0, Octets.EMPTY, Wire.END_HEADERS).octets();
        connectionError(open(role).send(wrong), ErrorCode.PROTOCOL_ERROR);
        Wire within = Wire.of().headers(1, Exchange.plain(role), 0).raw(wrong);
        connectionError(awaiting(role).send(within), ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.10-6")
    @DisplayName("CONTINUATION after anything else: a connection error of type PROTOCOL_ERROR")
    void outOfPlace(Role role) {
        Octets wrong = Wire.of().continuation(1, Octets.EMPTY, Wire.END_HEADERS).octets();
        connectionError(open(role).send(wrong), ErrorCode.PROTOCOL_ERROR);
        Wire afterData = Wire.of().data(1, content(3), false).raw(wrong);
        connectionError(open(role).send(afterData), ErrorCode.PROTOCOL_ERROR);
        Wire afterHeaders = Wire.of().headers(1, Exchange.plain(role), Wire.END_HEADERS).raw(wrong);
        connectionError(awaiting(role).send(afterHeaders), ErrorCode.PROTOCOL_ERROR);
        Wire afterLast =
                Wire.of()
                        .headers(1, Exchange.plain(role), 0)
                        .continuation(1, Octets.EMPTY, Wire.END_HEADERS)
                        .raw(wrong);
        connectionError(awaiting(role).send(afterLast), ErrorCode.PROTOCOL_ERROR);
        connectionError(Exchange.begun(role).send(wrong), ErrorCode.PROTOCOL_ERROR);
    }

    /** Large heads and trailers, while much else wants to go out. */
    private static Script large(Role role) {
        Script script = Script.with(Options.of(role).withPush()).preface();
        FieldSection fields = FieldSection.of("large", LARGE);
        RequestHead head = RequestHead.of("GET", "https", "example.org", "/", fields);
        script.room(0);
        if (role == Role.SERVER) {
            script.post(1).post(3).respond(1, 200, false);
            script.data(1, content(30_000), false);
            List<Event> batch = new ArrayList<>();
            batch.add(ping());
            batch.add(new Command.Push(7, 1, head));
            batch.add(ping());
            batch.add(new Command.Respond(3, new ResponseHead(200, fields), false));
            batch.add(ping());
            batch.add(new Command.Trailers(1, fields));
            return step(script, batch).room(Script.ALWAYS);
        }
        script.request(Exchange.POST, false).data(1, content(30_000), false);
        List<Event> batch = new ArrayList<>();
        batch.add(ping());
        batch.add(new Command.Request(7, head, true));
        batch.add(ping());
        batch.add(new Command.Trailers(1, fields));
        return step(script, batch).room(Script.ALWAYS);
    }

    private static Script step(Script script, List<Event> batch) {
        return script.step(batch.toArray(Event[]::new));
    }

    private static Event ping() {
        return new Event.Received(Wire.of().ping(false, Exchange.OPAQUE).octets());
    }

    private static boolean endsHeaders(Frame frame) {
        return switch (frame) {
            case Frame.Headers headers -> headers.endHeaders();
            case Frame.PushPromise promise -> promise.endHeaders();
            case Frame.Continuation continuation -> continuation.endHeaders();
            default -> true;
        };
    }
}
