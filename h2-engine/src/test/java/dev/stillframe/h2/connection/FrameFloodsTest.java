package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by many frames that are cheap to send. A flood is a million, a microsecond apart. */
class FrameFloodsTest {
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final int GLITCHES = LIMITS.glitches().burst() + 400;
    private static final int CONTROLS = LIMITS.controls().burst() + 100;

    /** A server with a POST open on stream 1, on which it answers nothing. */
    private static Flood open() {
        Flood flood = Flood.of(Flood.SERVES);
        return flood.send(flood.head(Wire.of(), 1, false));
    }

    private static void bounded(Flood flood, int times, int most, String words) {
        flood.expectCalm(words);
        assertTrue(times <= most, times + " times, not " + most);
        assertTrue(
                flood.mostRetained < ResetAttacksTest.RETAINED, "retained " + flood.mostRetained);
        assertTrue(flood.emitted < 64 * 1024, "sent " + flood.emitted);
    }

    /** A server whose application has the request's content read and the stream kept open. */
    private static Flood reading() {
        return Flood.of(
                notice ->
                        notice instanceof Notice.Request ? List.of() : Flood.SERVES.apply(notice));
    }

    private static Flood readingOpen() {
        Flood flood = reading();
        return flood.send(flood.head(Wire.of(), 1, false));
    }

    @Test
    @DisplayName("CONTINUATION flood (VU#421664): ended by count, undecoded")
    void continuations() {
        Flood flood = Flood.of(Flood.SERVES);
        Octets junk = Octets.of(0x80, 0x80); // index 0: whoever decodes it has an error at once
        int times =
                flood.strike(
                        n ->
                                n == 0
                                        ? Wire.of().headers(1, junk, 0)
                                        : Wire.of().continuation(1, junk, 0));
        flood.expectEnd(ErrorCode.COMPRESSION_ERROR, "CONTINUATION");
        assertEquals(LIMITS.maxContinuations() + 2, times, "one HEADERS, and one too many");
    }

    @Test
    @DisplayName("CONTINUATION flood: ended by octets")
    void longContinuations() {
        Flood flood = Flood.of(Flood.SERVES);
        Octets junk = Octets.wrap(new byte[16_384]);
        int times =
                flood.strike(
                        n ->
                                n == 0
                                        ? Wire.of().headers(1, junk, 0)
                                        : Wire.of().continuation(1, junk, 0));
        flood.expectEnd(ErrorCode.COMPRESSION_ERROR, "octets");
        assertTrue(times <= LIMITS.maxFieldBlock() / 16_384 + 1, times + " frames");
    }

    @Test
    @DisplayName("Empty CONTINUATION frames (CVE-2026-33871): counted all the same")
    void emptyContinuations() {
        Flood flood = Flood.of(Flood.SERVES);
        int times =
                flood.strike(
                        n ->
                                n == 0
                                        ? Wire.of().headers(1, Octets.EMPTY, 0)
                                        : Wire.of().continuation(1, Octets.EMPTY, 0));
        flood.expectEnd(ErrorCode.COMPRESSION_ERROR, "CONTINUATION");
        assertTrue(times <= LIMITS.maxContinuations() + 2, times + " frames");
    }

    @Test
    @DisplayName("PING flood (CVE-2019-9512): a bounded number of answers")
    void pings() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().ping(false, Octets.utf8("floodfld")));
        bounded(flood, times, CONTROLS, "PING");
    }

    @Test
    @DisplayName("PING acknowledgements that nobody asked for")
    void pingAcknowledgements() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().ping(true, Octets.utf8("floodfld")));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("SETTINGS flood (CVE-2019-9515): a bounded number of answers")
    void settings() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().settings(4, 1 + n));
        bounded(flood, times, CONTROLS, "SETTINGS");
    }

    @Test
    @DisplayName("SETTINGS with many entries (CVE-2020-11080)")
    void manySettings() {
        Flood flood = open().send(Wire.of().settings(new int[2 * 33]));
        flood.expectCalm("33 entries");
    }

    @Test
    @DisplayName("SETTINGS acknowledgements of nothing")
    void settingsAcknowledgements() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().settingsAck());
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("Empty DATA (CVE-2019-9518)")
    void emptyData() {
        Flood flood = readingOpen();
        int times = flood.strike(n -> Wire.of().data(1, "", false));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("DATA of nothing but padding")
    void paddingOnly() {
        Flood flood = readingOpen();
        int times = flood.strike(n -> Wire.of().paddedData(1, Octets.EMPTY, 255, false));
        flood.expectCalm("no use");
        assertTrue(times <= GLITCHES, times + " times");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @DisplayName("Tiny DATA, though the application takes all of it")
    void tinyData(int size) {
        Flood flood = readingOpen();
        Octets tiny = Octets.wrap(new byte[size]);
        int times = flood.strike(n -> Wire.of().data(1, tiny, false));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("Priority churn (CVE-2019-9513)")
    void priorities() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().priority(2 * n + 1, 0));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("PRIORITY_UPDATE churn for streams that are idle")
    void priorityUpdates() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().priorityUpdate(2 * n + 3, "u=1, i"));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("WINDOW_UPDATE of 1, on the connection and on a stream")
    void windowUpdates() {
        for (int streamId : new int[] {0, 1}) {
            Flood flood = open();
            int times = flood.strike(n -> Wire.of().windowUpdate(streamId, 1));
            bounded(flood, times, GLITCHES, "no use");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x11, 0xff})
    @DisplayName("Frames of unknown types (CVE-2026-27141)")
    void unknown(int type) {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().frame(type, n, n & 7, Octets.utf8("what")));
        bounded(flood, times, GLITCHES, "no use");
    }

    @Test
    @DisplayName("Frames of unknown types that are told: counted by their octets too")
    void toldUnknown() {
        Options options = Options.of(Role.SERVER).telling(Options.Extra.EXTENSIONS);
        Flood flood = Flood.of(options, Flood.SERVES);
        flood.send(flood.head(Wire.of(), 1, false));
        Octets large = Octets.wrap(new byte[16_384]);
        int times = flood.strike(n -> Wire.of().frame(0x0b, n, n & 1, large));
        bounded(flood, times, GLITCHES / 65 + 1, "no use");
    }

    @Test
    @DisplayName("DATA for streams that are long closed")
    void lateData() {
        Flood flood = Flood.of(Flood.SERVES);
        flood.send(flood.head(Wire.of(), 1, false).reset(1, ErrorCode.CANCEL));
        int times = flood.strike(n -> Wire.of().data(1, "somewhat late", false));
        flood.expectCalm("no use");
        assertTrue(times <= GLITCHES, times + " times");
    }

    @Test
    @DisplayName("GOAWAY over and over")
    void goAways() {
        Flood flood = open();
        int times = flood.strike(n -> Wire.of().goAway(0, ErrorCode.NO_ERROR, "bye"));
        assertTrue(flood.isOver() && times <= GLITCHES, times + " times");
    }

    /** A server that answers with content that does not fit the windows. */
    private static final Flood.Reaction SENDS =
            notice ->
                    switch (notice) {
                        case Notice.Request request ->
                                List.of(
                                        new Command.Respond(
                                                request.streamId(), ResponseHead.of(200), false),
                                        new Command.Data(request.streamId(), 1 << 30, true));
                        default -> List.of();
                    };

    @ParameterizedTest
    @ValueSource(ints = {1, 63})
    @DisplayName(
            "Windows opened by an octet at a time (CVE-2019-9511): slivers are not sent for ever")
    void slivers(int increment) {
        Flood flood = Flood.of(SENDS, 4, 0);
        flood.send(flood.head(Wire.of(), 1, true));
        int times = flood.strike(n -> Wire.of().windowUpdate(1, increment));
        flood.expectCalm("no use");
        assertTrue(times <= GLITCHES, times + " times");
    }

    @Test
    @DisplayName("Windows opened a little at a time on all streams at once")
    void sliversOnAllStreams() {
        Flood flood = Flood.of(SENDS, 4, 0);
        for (int n = 0; n < 100; n++) {
            flood.send(flood.head(Wire.of(), 2 * n + 1, true));
        }
        int times =
                flood.strike(
                        n -> {
                            Wire wire = Wire.of();
                            for (int i = 0; i < 100; i++) {
                                wire.windowUpdate(2 * i + 1, 1);
                            }
                            return wire;
                        });
        flood.expectCalm("no use");
        assertTrue(times <= GLITCHES / 100, times + " times");
    }

    @Test
    @DisplayName("No window for a minute (CVE-2016-1546): the streams end, the connection lives")
    void stalled() {
        Flood flood = Flood.of(SENDS, 4, 0);
        for (int n = 0; n < 50; n++) {
            flood.send(flood.head(Wire.of(), 2 * n + 1, true));
        }
        assertEquals(50, flood.state.activeStreams());
        flood.now += LIMITS.stallTimeout().toNanos();
        flood.step();
        assertEquals(0, flood.state.activeStreams());
        assertTrue(!flood.isOver());
    }

    @Test
    @DisplayName("No window on the connection for long: the streams end, the connection lives")
    void connectionWindowShut() {
        long patience = 65_535L * 1_000_000_000 / LIMITS.leastReadRate();
        Flood flood = Flood.of(SENDS, 4, 1 << 20);
        for (int n = 0; n < 50; n++) {
            flood.send(flood.head(Wire.of(), 2 * n + 1, true));
        }
        assertEquals(0, flood.state.sendWindow());
        flood.now += patience / 2;
        flood.send(Wire.of().windowUpdate(0, 100));
        flood.now += patience - 1;
        flood.step();
        assertEquals(50, flood.state.activeStreams(), "a little progress is progress");
        assertTrue(flood.state.wakeAt() <= flood.now + 1, "an alarm is set");
        flood.now += 1;
        flood.step();
        assertEquals(0, flood.state.activeStreams());
        assertTrue(!flood.isOver());
    }

    @Test
    @DisplayName("No window on the connection: streams that come and go leave nothing behind")
    void connectionWindowKeptShut() {
        Flood flood = Flood.of(SENDS, 4, 1 << 20);
        flood.send(flood.head(Wire.of(), 1, true));
        for (int n = 1; n < 20_000; n++) {
            flood.now += 60_000_000;
            int id = 2 * n + 1;
            flood.send(flood.head(Wire.of(), id, true).reset(id, ErrorCode.CANCEL));
            flood.step(new Event.Released(id));
            assertEquals(0, flood.state.sendWindow());
        }
        assertTrue(!flood.isOver(), () -> "" + flood.state.closed());
        assertTrue(
                flood.mostRetained < ResetAttacksTest.RETAINED, "retained " + flood.mostRetained);
    }

    @Test
    @DisplayName("The window open and the transport shut (CVE-2019-9517): nothing is taken")
    void transportShut() {
        Script script = Script.server().preface(4, Integer.MAX_VALUE).room(0);
        script.send(Wire.of().windowUpdate(0, 1 << 30)).get(1).respond(1, 200, false).forget();
        script.tell(new Command.Data(1, 1 << 30, true)).expectNothing();
    }
}
