package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 section 5.5: frames of types that an application knows and we do not. */
@DisplayName("Frames of unknown types")
class ExtensionsTest {
    private static final int TYPE = 0xb7;
    private static final Octets PAYLOAD = Octets.utf8("what");

    private static Script flowing(Role role, int... settings) {
        Options options = Options.of(role).withPush().telling(Options.Extra.EXTENSIONS);
        return Ends.flow(Script.with(options).preface(settings));
    }

    private static Notice.Extension notice(int streamId) {
        return new Notice.Extension(streamId, TYPE, 0xff, PAYLOAD);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are told on the connection and on streams that are open, as copies")
    void told(Role role) {
        Script script = flowing(role);
        byte[] octets =
                Wire.of()
                        .frame(TYPE, 0xff, 0, PAYLOAD)
                        .frame(TYPE, 0xff, 1, PAYLOAD)
                        .octets()
                        .toArray();
        script.send(Octets.wrap(octets));
        Arrays.fill(octets, (byte) 0);
        script.expectNothing().expectTold(notice(0), notice(1)).expectToldNothing();
        // Idle ones, and those that nobody knows of.
        script.send(Wire.of().frame(TYPE, 0, 3, PAYLOAD).frame(TYPE, 0, 2, PAYLOAD));
        script.expectNothing().expectToldNothing();
        script.send(Wire.of().reset(1, ErrorCode.CANCEL)).told(Notice.Ended.class);
        script.send(Wire.of().frame(TYPE, 0xff, 1, PAYLOAD)).expectNothing().expectToldNothing();
        Ends.alive(script);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are told when the peer has ended its message: they are no part of it")
    void toldBehindTheMessage(Role role) {
        Script script = flowing(role);
        script.send(Wire.of().data(1, "end", true)).told(Notice.Data.class);
        script.send(Wire.of().frame(TYPE, 0xff, 1, PAYLOAD));
        script.expectNothing().expectTold(notice(1)).expectToldNothing();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are an error within a field block, told or not")
    void withinFieldBlock(Role role) {
        Script script = flowing(role);
        script.send(Wire.of().headers(1, Octets.EMPTY, 0).frame(TYPE, 0, 1, PAYLOAD));
        Exchange.untold(script, Notice.Extension.class);
        Exchange.connectionError(script, ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @DisplayName("are held by the budget, each 256 octets as one more, before they are told")
    void budget() {
        Limits limits = Limits.DEFAULT.toBuilder().glitches(new Budget(5, 1)).build();
        Options options = Options.of(Role.SERVER).with(limits).telling(Options.Extra.EXTENSIONS);
        Script script = Script.with(options).preface();
        Octets four = Octets.wrap(new byte[4 * 256 - 1]);
        script.send(Wire.of().frame(TYPE, 0, 0, four));
        assertEquals(four, script.told(Notice.Extension.class).payload());
        script.send(Wire.of().frame(TYPE, 0, 0, PAYLOAD)).told(Notice.Extension.class);
        script.send(Wire.of().frame(TYPE, 0, 0, PAYLOAD));
        Exchange.untold(script, Notice.Extension.class);
        Exchange.connectionError(script, ErrorCode.ENHANCE_YOUR_CALM);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are sent at once, before content that waits for a window")
    void sent(Role role) {
        Script script = flowing(role, 4, 0);
        script.data(1, "content", true).expectNothing();
        script.tell(new Command.Extension(1, TYPE, 0xff, PAYLOAD));
        script.tell(new Command.Extension(0, 0x0a, 0, Octets.EMPTY));
        script.expect("UNKNOWN 183 1 255 " + PAYLOAD, "UNKNOWN 10 0 0 " + Octets.EMPTY);
        script.send(Wire.of().windowUpdate(1, 100)).expect("DATA 1 7 END_STREAM");
        Ends.alive(script);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are not sent on streams that take none of ours, nor beyond MAX_FRAME_SIZE")
    void rejected(Role role) {
        Script script = flowing(role);
        Octets large = Octets.wrap(new byte[16_385]);
        rejected(script, new Command.Extension(0, TYPE, 0, large));
        rejected(script, new Command.Extension(7, TYPE, 0, PAYLOAD));
        script.data(1, "all", true).expect("DATA 1 3 END_STREAM");
        rejected(script, new Command.Extension(1, TYPE, 0, PAYLOAD));
        script.send(Wire.of().settings(5, 16_385)).forget();
        script.tell(new Command.Extension(0, TYPE, 0, large)).expectStart("UNKNOWN 183 0 0 ");
    }

    @Test
    @DisplayName("are not sent on a stream that is reserved")
    void reserved() {
        Script script = flowing(Role.SERVER);
        script.tell(new Command.Push(0, 1, Ends.post())).forget();
        rejected(script, new Command.Extension(2, TYPE, 0, PAYLOAD));
    }

    private static void rejected(Script script, Command.Extension command) {
        script.tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 256})
    @DisplayName("are of none of our types")
    void types(int type) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Command.Extension(0, type, 0, Octets.EMPTY));
    }
}
