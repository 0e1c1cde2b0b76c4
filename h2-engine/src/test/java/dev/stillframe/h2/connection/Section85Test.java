package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.streamError;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 section 8.5: the CONNECT method. */
class Section85Test {
    private static final RequestHead CONNECT =
            new RequestHead("CONNECT", null, "example.org:443", null, null, FieldSection.EMPTY);

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.5-2")
    @DisplayName("Other frames than DATA and stream management must not be sent in a tunnel")
    void nothingElseIsSent(Role role) {
        for (boolean half : new boolean[] {false, true}) {
            Script script = tunnel(role);
            if (half) {
                script.send(Wire.of().data(1, "", true)).forget();
            }
            rejected(script, new Command.Trailers(1, FieldSection.of("a", "b")));
            rejected(script, new Command.Respond(1, ResponseHead.of(200), false));
            rejected(script, new Command.Push(7, 1, Exchange.GET));
            script.data(1, "through", true).expect("DATA 1 7 END_STREAM").expectNothing();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-8.5-3")
    @DisplayName("Other frames than DATA and stream management in a tunnel: a stream error")
    void nothingElseIsReceived(Role role) {
        Wire headers = Wire.of().headers(1, Exchange.ENTER, Wire.END_HEADERS | Wire.END_STREAM);
        streamError(tunnel(role).send(headers), role, 1, ErrorCode.PROTOCOL_ERROR);
        if (role == Role.CLIENT) {
            Wire promise =
                    Wire.of().pushPromise(1, 2, Exchange.plain(Role.SERVER), Wire.END_HEADERS);
            Script script = tunnel(role).send(promise);
            script.expectReset(1, ErrorCode.PROTOCOL_ERROR).expectReset(2, ErrorCode.CANCEL);
            Exchange.untold(script, Notice.Promise.class);
            Exchange.alive(script, role);
        }
        Script script = tunnel(role);
        script.send(Wire.of().windowUpdate(1, 1000).priority(1, 0).data(1, "through", false));
        assertEquals("through", script.expectNothing().told(Notice.Data.class).octets().utf8());
        script.send(Wire.of().reset(1, ErrorCode.CONNECT_ERROR));
        assertEquals(
                new End.Reset(ErrorCode.CONNECT_ERROR, true, ""),
                script.told(Notice.Ended.class).end());
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("A CONNECT that was refused is no tunnel: its response may have trailers")
    void refused(Role role) {
        Script script = asked(role);
        if (role == Role.SERVER) {
            script.respond(1, 403, false)
                    .tell(new Command.Trailers(1, FieldSection.of("a", "b")))
                    .expect("HEADERS 1 :status=403", "HEADERS 1 END_STREAM a=b");
        } else {
            script.headers(1, false, ":status", "403").headers(1, true, "a", "b");
            assertEquals(FieldSection.of("a", "b"), script.told(Notice.Trailers.class).fields());
            script.expectNothing();
        }
    }

    private static void rejected(Script script, Command command) {
        script.tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
    }

    private static Script asked(Role role) {
        Script script = Script.with(Options.of(role).withPush()).preface();
        if (role == Role.SERVER) {
            script.headers(1, false, ":method", "CONNECT", ":authority", "example.org:443");
            assertEquals(CONNECT, script.told(Notice.Request.class).head());
        } else {
            script.request(CONNECT, false);
        }
        return script.forget();
    }

    private static Script tunnel(Role role) {
        Script script = asked(role);
        if (role == Role.SERVER) {
            script.respond(1, 200, false);
        } else {
            script.headers(1, false, ":status", "200");
        }
        return script.forget();
    }
}
