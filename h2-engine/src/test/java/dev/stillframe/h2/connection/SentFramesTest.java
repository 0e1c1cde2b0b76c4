package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is true of all frames that we send, over a long run of everything that we do. Frames that
 * break a rule of section 6 about their stream would be read back as {@link Frame.Malformed}.
 */
class SentFramesTest {
    private static final int EXCHANGES = 60;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.1-2")
    @DisplayName("DATA frames must be associated with a stream")
    void data(Role role) {
        onStreams(run(role), Frame.Data.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.2-4")
    @DisplayName("HEADERS frames must be associated with a stream")
    void headers(Role role) {
        onStreams(run(role), Frame.Headers.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-3")
    @DisplayName("RST_STREAM frames must be associated with a stream")
    void resets(Role role) {
        onStreams(run(role), Frame.Reset.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-5")
    @DisplayName("The stream identifier for a SETTINGS frame must be zero")
    void settings(Role role) {
        List<Frame> frames = run(role);
        // A SETTINGS frame on a stream would be malformed.
        assertTrue(frames.stream().noneMatch(Frame.Malformed.class::isInstance));
        List<Frame> settings = frames.stream().filter(Frame.Settings.class::isInstance).toList();
        assertTrue(settings.size() > 2, "a preface, acknowledgments and a change");
        settings.forEach(frame -> assertEquals(0, frame.streamId()));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-8.3-6", "9113-8.3-8"})
    @DisplayName("Pseudo-header fields come first, and none of them twice")
    void pseudoHeaderFields(Role role) {
        Script script = script(role);
        exchanges(script, role);
        int heads = 0;
        for (String line : script.sent()) {
            if (!line.startsWith("HEADERS") && !line.startsWith("PUSH_PROMISE")) {
                continue;
            }
            Set<String> pseudo = new HashSet<>();
            boolean regular = false;
            for (String word : line.split(" ")) {
                int equals = word.indexOf('=', 1);
                if (equals < 0) {
                    continue;
                }
                String name = word.substring(0, equals);
                if (name.startsWith(":")) {
                    assertTrue(!regular, () -> name + " is late in " + line);
                    assertTrue(pseudo.add(name), () -> name + " is twice in " + line);
                    heads++;
                } else {
                    regular = true;
                }
            }
        }
        assertTrue(heads > EXCHANGES, "saw " + heads);
    }

    private static <F extends Frame> void onStreams(List<Frame> frames, Class<F> type) {
        assertTrue(frames.stream().noneMatch(Frame.Malformed.class::isInstance));
        List<F> found = frames.stream().filter(type::isInstance).map(type::cast).toList();
        assertTrue(found.size() > 5, () -> "only " + found);
        found.forEach(frame -> assertTrue(frame.streamId() > 0, frame::toString));
    }

    private static List<Frame> run(Role role) {
        Script script = script(role);
        exchanges(script, role);
        return Exchange.frames(script);
    }

    private static Script script(Role role) {
        Options options = Options.of(role).withPush();
        return Script.with(options).preface(4, 3000);
    }

    /** Requests, interim heads, content, trailers, resets, pushes, faults of the peer. */
    private static void exchanges(Script script, Role role) {
        Random random = new Random(20_260_731);
        for (int i = 0; i < EXCHANGES; i++) {
            int streamId = 2 * i + 1;
            FieldSection fields =
                    FieldSection.of("number", "n" + i, "host", "example.org", "accept", "*/*");
            if (role == Role.SERVER) {
                script.post(streamId);
                script.respond(streamId, 103, false, "link", "x" + i);
                script.tell(
                        new Command.Push(
                                i,
                                streamId,
                                RequestHead.of("GET", "https", "example.org", "/" + i, fields)));
                script.respond(streamId, 200 + i % 3, false, "number", "n" + i);
                script.respond(2 * i + 2, 200, true, "pushed", "n" + i);
            } else {
                script.request(
                        RequestHead.of("POST", "https", "example.org", "/" + i, fields), false);
                script.headers(streamId, false, ":status", "200");
            }
            switch (random.nextInt(5)) {
                case 0 -> script.data(streamId, Exchange.content(random.nextInt(3500)), true);
                case 1 ->
                        script.data(streamId, Exchange.content(2000), false)
                                .tell(
                                        new Command.Trailers(
                                                streamId, FieldSection.of("sum", "s" + i)));
                case 2 -> script.tell(new Command.Reset(streamId, ErrorCode.CANCEL));
                case 3 -> script.send(Wire.of().windowUpdate(streamId, 0));
                default -> script.data(streamId, Exchange.content(1), false);
            }
            script.send(Wire.of().windowUpdate(0, 4000).data(streamId, "in", true));
            script.consumed(streamId, 2);
            if (i % 20 == 7) {
                script.send(Wire.of().settings(4, 3000 + i).ping(false, Exchange.OPAQUE));
                Limits other = Limits.DEFAULT.toBuilder().streamWindow(60_000 + i).build();
                script.tell(new Command.Change(other)).send(Wire.of().settingsAck());
            }
        }
        script.expectOpen();
    }
}
