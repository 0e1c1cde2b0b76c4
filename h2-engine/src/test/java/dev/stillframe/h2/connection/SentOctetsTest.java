package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a server and a client send in long runs, cut into frames by nothing but their Length: the
 * bits that must be zero are.
 */
@DisplayName("4.1, 6.1, 6.2, 6.6: the bits that must be zero in all that we send")
class SentOctetsTest {
    private static final String LARGE = "v".repeat(40_000);

    /** One frame as it lies on the wire. */
    private record Raw(int type, int flags, int identifier, Octets payload) {
        int u32(int at) {
            return payload.at(at) << 24
                    | payload.at(at + 1) << 16
                    | payload.at(at + 2) << 8
                    | payload.at(at + 3);
        }
    }

    private static List<Raw> cut(Script script, int from) {
        Octets all = Octets.EMPTY;
        for (Effect effect : script.effects()) {
            if (effect instanceof Effect.Send send) {
                all = all.plus(send.octets());
            } else if (effect instanceof Effect.Take take) {
                all = all.plus(Exchange.content(take.octets()));
            }
        }
        List<Raw> frames = new ArrayList<>();
        for (int at = from; at < all.length(); ) {
            Raw length = new Raw(0, 0, 0, all.slice(at, 9));
            int octets = length.u32(0) >>> 8;
            frames.add(
                    new Raw(
                            all.at(at + 3),
                            all.at(at + 4),
                            length.u32(5),
                            all.slice(at + 9, octets)));
            at += 9 + octets;
        }
        return frames;
    }

    /** Answers, resets, pings, a push, an early hint, trailers, a change and a drain. */
    private static List<Raw> serverRun() {
        Script script = Script.with(Options.of(Role.SERVER).withPush());
        script.preface(2, 1).get(1);
        RequestHead pushed = RequestHead.get("https", "example.org", "/pushed");
        RequestHead large =
                new RequestHead(
                        "GET",
                        "https",
                        "example.org",
                        "/large",
                        null,
                        FieldSection.of("x-large", LARGE));
        script.tell(new Command.Push(1, 1, pushed))
                .tell(new Command.Push(2, 1, large))
                .respond(2, 200, false)
                .data(2, "pushed", true)
                .respond(1, 103, false, "link", "</x>")
                .respond(1, 200, false, "x-large", LARGE)
                .data(1, Exchange.content(50_000), false)
                .tell(new Command.Trailers(1, FieldSection.of("sum", "1")))
                .post(3)
                .send(Wire.of().data(3, Exchange.content(16_000), false))
                .consumed(3, 16_000)
                .send(Wire.of().data(3, Exchange.content(16_000), false))
                .consumed(3, 16_000)
                .send(Wire.of().ping(false, Exchange.OPAQUE).settings(4, 70_000))
                .tell(new Command.Reset(3, ErrorCode.CANCEL))
                .headers(5, true, ":method", "GET", "Bad", "x")
                .tell(new Command.Ping(Octets.of(8, 7, 6, 5, 4, 3, 2, 1)))
                .tell(new Command.Change(Limits.DEFAULT.toBuilder().streamWindow(9_999).build()))
                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true))
                .tell(new Command.Shutdown(ErrorCode.INTERNAL_ERROR, "bye", false));
        List<Raw> frames = cut(script, 0);
        assertEquals(Set.of(0, 1, 3, 4, 5, 6, 7, 8, 9), types(frames));
        return frames;
    }

    /** Requests small and large, with content and trailers, a reset, a ping and a shutdown. */
    private static List<Raw> clientRun() {
        Script script = Script.client().preface();
        RequestHead large =
                RequestHead.of(
                        "POST", "https", "a.example", "/", FieldSection.of("x-large", LARGE));
        script.request(Exchange.GET, true)
                .request(large, false)
                .data(3, Exchange.content(50_000), false)
                .tell(new Command.Trailers(3, FieldSection.of("sum", "1")))
                .request(Exchange.POST, false)
                .tell(new Command.Reprioritize(5, Priority.parse("u=1")))
                .data(5, "abc", true)
                .headers(5, false, ":status", "200")
                .send(Wire.of().data(5, Exchange.content(15_000), false))
                .consumed(5, 15_000)
                .send(Wire.of().data(5, Exchange.content(16_000), false))
                .consumed(5, 16_000)
                .send(Wire.of().data(5, Exchange.content(16_000), false))
                .consumed(5, 16_000)
                .tell(new Command.Reset(1, ErrorCode.CANCEL))
                .send(Wire.of().ping(false, Exchange.OPAQUE))
                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", false));
        List<Raw> frames = cut(script, 24);
        assertEquals(Set.of(0, 1, 3, 4, 6, 7, 8, 9), types(frames));
        return frames;
    }

    private static Set<Integer> types(List<Raw> frames) {
        Set<Integer> types = new TreeSet<>(frames.stream().map(Raw::type).toList());
        types.remove(0x10); // PRIORITY_UPDATE goes only to a server that reads it
        return types;
    }

    private static List<Raw> bothRuns() {
        List<Raw> frames = new ArrayList<>(serverRun());
        frames.addAll(clientRun());
        return frames;
    }

    private static int defined(int type) {
        return switch (type) {
            case 0 -> 0x01 | 0x08;
            case 1 -> 0x01 | 0x04 | 0x08 | 0x20;
            case 4, 6 -> 0x01;
            case 5 -> 0x04 | 0x08;
            case 9 -> 0x04;
            default -> 0;
        };
    }

    @Test
    @Requirement("9113-4.1-4")
    @DisplayName("4.1: Unused flags MUST be left unset (0x00) when sending")
    void unusedFlags() {
        for (Raw frame : bothRuns()) {
            assertEquals(0, frame.flags & ~defined(frame.type), frame.toString());
        }
    }

    @Test
    @Requirement("9113-4.1-5")
    @DisplayName("4.1: The reserved bit MUST remain unset (0x00) when sending")
    void reservedBit() {
        boolean largest = false;
        for (Raw frame : bothRuns()) {
            assertTrue(frame.identifier >= 0, frame.toString());
            if (frame.type == 5 || frame.type == 7 || frame.type == 8) {
                assertTrue(frame.u32(0) >= 0, frame.toString());
                largest |= frame.u32(0) == Integer.MAX_VALUE;
            }
        }
        assertTrue(largest, "the first GOAWAY of a drain names 2^31-1");
    }

    @Test
    @Requirement({"9113-6.1-1", "9113-6.2-1", "9113-6.6-2"})
    @DisplayName("6.1, 6.2, 6.6: Padding octets MUST be set to zero when sending: we send none")
    void noPadding() {
        for (Raw frame : bothRuns()) {
            if (frame.type == 0 || frame.type == 1 || frame.type == 5) {
                assertEquals(0, frame.flags & 0x08, frame.toString());
            }
        }
    }

    @Test
    @Requirement("9113-4.1-6")
    @DisplayName("4.1: The reserved bit MUST be ignored when receiving")
    void reservedBitReceived() {
        Script script = Script.server();
        Octets head =
                script.block(
                        ":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/");
        script.send(Wire.of().preface().reserved(true).settings(4, 3).settingsAck())
                .forget()
                .send(
                        Wire.of()
                                .reserved(true)
                                .headers(1, head, Wire.END_HEADERS)
                                .data(1, "abc", true));
        assertEquals(1, script.told(Notice.Request.class).streamId());
        assertEquals("abc", script.told(Notice.Data.class).octets().utf8());
        script.tell(new Command.Respond(1, ResponseHead.of(200), false))
                .data(1, "12345", true)
                .expect("HEADERS 1 :status=200", "DATA 1 3")
                .send(Wire.of().reserved(true).windowUpdate(1, 2))
                .expect("DATA 1 2 END_STREAM")
                .send(Wire.of().reserved(true).ping(false, Exchange.OPAQUE))
                .expect("PING ACK " + Exchange.OPAQUE)
                .send(Wire.of().reserved(true).goAway(0, ErrorCode.NO_ERROR, ""));
        assertEquals(0, script.told(Notice.GoAway.class).lastStreamId());

        Script client = Script.client().preface();
        client.request(Exchange.GET, true).forget();
        client.send(
                Wire.of()
                        .reserved(true)
                        .goAway(1, ErrorCode.NO_ERROR, "")
                        .ping(false, Exchange.OPAQUE));
        assertEquals(1, client.told(Notice.GoAway.class).lastStreamId());
        client.expect("PING ACK " + Exchange.OPAQUE).expectOpen();
    }
}
