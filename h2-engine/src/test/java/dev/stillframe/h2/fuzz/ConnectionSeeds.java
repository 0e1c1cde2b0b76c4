package dev.stillframe.h2.fuzz;

import static dev.stillframe.h2.fuzz.Story.END;
import static dev.stillframe.h2.fuzz.Story.PADDED;
import static dev.stillframe.h2.fuzz.Story.PROMISE;
import static dev.stillframe.h2.fuzz.Story.below;
import static dev.stillframe.h2.fuzz.Story.edge;
import static dev.stillframe.h2.fuzz.Story.few;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.Map;
import java.util.TreeMap;

/** Seeds for {@link ConnectionFuzz}: sessions that go well, and those that must not. */
final class ConnectionSeeds {
    static final int TIGHT = Play.TIGHT | Play.TWICE;
    static final int GET = 0;
    static final int POST = 2;
    static final int OK = 0;
    private static final int TRAILERS = 24;

    private ConnectionSeeds() {}

    static Map<String, Story> all() {
        Map<String, Story> all = new TreeMap<>();
        servers(all);
        clients(all);
        AttackSeeds.add(all);
        for (int choice = 0; choice < Book.peers(); choice++) {
            all.put(
                    "server-head-" + choice,
                    Story.server(0).head(1, choice & 1, choice).step().respond(1, OK, END).step());
            all.put(
                    "client-head-" + choice,
                    Story.client(0)
                            .ask(1, 0)
                            .step()
                            .head(1, choice & 1, choice)
                            .step()
                            .reset(1, 8));
        }
        for (int type = 0; type < 18; type++) {
            Octets payload = Octets.of(0, 0, 0, 1, 0x82, 0x86, 0x84, 0x87);
            all.put(
                    "frame-" + type,
                    Story.server(Play.TWICE).head(1, 0, POST).frame(type, 4, 1, payload).step());
            all.put("frame-0-" + type, Story.server(0).frame(type, 0, 0, payload).step());
            all.put(
                    "client-frame-" + type,
                    Story.client(0).ask(0, 0).frame(type, 4, 1, payload).step());
        }
        return all;
    }

    private static void servers(Map<String, Story> all) {
        all.put(
                "get",
                Story.server(0)
                        .head(1, END, GET)
                        .step()
                        .respond(1, OK, 0)
                        .send(1, few(13), END)
                        .step());
        all.put(
                "get-in-pieces",
                Story.server(Play.TWICE)
                        .head(1, END, GET)
                        .step(3)
                        .respond(1, OK, 0)
                        .send(1, few(13), END)
                        .step());
        all.put(
                "preface-by-octets",
                Story.server(Play.BARE)
                        .raw(Wire.of().preface().settings(3, 9).settingsAck().octets())
                        .step(1));
        all.put(
                "echo",
                Story.server(0)
                        .head(1, 0, POST)
                        .data(1, 5, END)
                        .step()
                        .consumed(1, few(5))
                        .respond(1, OK, 0)
                        .send(1, few(5), 0)
                        .trailers(1)
                        .released(1)
                        .step());
        all.put(
                "trailers",
                Story.server(0)
                        .head(1, 0, GET)
                        .data(1, 99, PADDED)
                        .head(1, END, TRAILERS)
                        .step()
                        .respond(1, 4, END));
        all.put(
                "interim",
                Story.server(0)
                        .head(1, 0, 3)
                        .step()
                        .respond(1, 2, 0)
                        .respond(1, 3, 0)
                        .respond(1, OK, END)
                        .step());
        all.put(
                "waits-for-window",
                Story.server(0)
                        .settings(4, few(10))
                        .head(1, END, GET)
                        .respond(1, OK, 0)
                        .send(1, edge(16), END)
                        .want(1)
                        .step()
                        .window(1, edge(14))
                        .step()
                        .settings(4, below(31))
                        .window(0, edge(20))
                        .room(edge(12))
                        .step()
                        .room(edge(18))
                        .step());
        all.put(
                "window-shrinks-below-zero",
                Story.server(0)
                        .head(1, END, GET)
                        .respond(1, OK, 0)
                        .send(1, edge(15), 0)
                        .step()
                        .settings(4, few(0))
                        .send(1, edge(10), END)
                        .step()
                        .window(1, edge(15))
                        .step());
        all.put(
                "header-table-shrinks",
                Story.server(0)
                        .head(1, END, GET)
                        .respond(1, 6, END)
                        .step()
                        .settings(1, few(0), 1, edge(12))
                        .head(3, END, GET)
                        .respond(3, 6, END)
                        .step());
        all.put(
                "push",
                Story.server(Play.PUSH)
                        .head(1, END, GET)
                        .step()
                        .ask(2, 0, 1)
                        .respond(1, OK, END)
                        .step()
                        .respond(2, OK, END));
        all.put(
                "reset-by-peer",
                Story.server(0)
                        .head(1, 0, POST)
                        .frame(3, 0, 1, u32(8))
                        .data(1, 9, 0)
                        .step()
                        .released(1));
        all.put(
                "reset-by-us",
                Story.server(0)
                        .head(1, 0, POST)
                        .step()
                        .reset(1, 8)
                        .data(1, 9, END)
                        .window(1, few(1))
                        .step());
        all.put(
                "drains",
                Story.server(0)
                        .head(1, END, GET)
                        .ask(6, 0)
                        .step()
                        .head(3, END, GET)
                        .clock(11)
                        .respond(1, OK, END)
                        .step());
        all.put(
                "dies",
                Story.server(0).head(1, END, GET).step().ask(7, 2).step().data(1, 1, 0).step());
        all.put(
                "input-closed",
                Story.server(0).head(1, END, GET).inputClosed().step().respond(1, OK, END).step());
        all.put(
                "transport-failed",
                Story.server(0).head(1, END, GET).transportFailed().step().send(1, few(9), END));
        all.put("input-closed-at-once", Story.server(Play.BARE).inputClosed().step());
        all.put(
                "upgraded",
                Story.server(Play.BARE)
                        .upgraded(Octets.of(0, 4, 0, 0, 0, 9))
                        .raw(Wire.of().preface().settings().octets())
                        .step()
                        .respond(1, OK, 0)
                        .send(1, few(13), END)
                        .step());
        all.put(
                "changes",
                Story.server(0)
                        .ask(5, 3)
                        .step()
                        .frame(4, 1, 0, Octets.EMPTY)
                        .head(1, END, GET)
                        .step());
        all.put(
                "times-out",
                Story.server(TIGHT)
                        .head(1, 0, POST)
                        .step()
                        .clock(10)
                        .clock(15)
                        .clock(19)
                        .clock(19)
                        .clock(19));
        all.put(
                "priorities",
                Story.server(0)
                        .frame(16, 0, 0, u32(1).plus(Octets.utf8("u=0")))
                        .head(1, END, 1)
                        .ask(4, 5, 1)
                        .step());
        all.put(
                "three-share",
                Story.server(0)
                        .head(1, END, GET)
                        .head(3, END, 1)
                        .head(5, END, GET)
                        .room(edge(15))
                        .respond(1, OK, 0)
                        .send(1, edge(16), END)
                        .respond(3, OK, 0)
                        .send(3, edge(16), END)
                        .respond(5, OK, 0)
                        .send(5, edge(16), END)
                        .step()
                        .room(edge(15))
                        .step()
                        .reset(3, 8)
                        .room(edge(18))
                        .step());
    }

    private static void clients(Map<String, Story> all) {
        all.put(
                "client-get",
                Story.client(0)
                        .ask(0, 0)
                        .step()
                        .head(1, 0, 17)
                        .data(1, 5, END)
                        .step()
                        .consumed(1, few(5)));
        all.put(
                "client-post",
                Story.client(0)
                        .ask(1, 1)
                        .step()
                        .send(1, edge(12), 0)
                        .trailers(1)
                        .step()
                        .head(1, 0, 18)
                        .head(1, END, 16)
                        .step());
        all.put("client-head", Story.client(Play.TWICE).ask(0, 2).step().head(1, END, 17).step());
        all.put(
                "client-connect",
                Story.client(0)
                        .settings(8, few(1))
                        .ask(1, 4)
                        .ask(1, 3)
                        .step()
                        .head(1, 0, 16)
                        .data(1, 9, 0)
                        .step());
        all.put(
                "client-bare",
                Story.client(Play.BARE)
                        .ask(0, 0)
                        .step()
                        .raw(Wire.of().settings(3, 1).octets())
                        .step(1));
        all.put(
                "client-limited",
                Story.client(0)
                        .settings(3, few(1))
                        .step()
                        .ask(0, 0)
                        .ask(0, 0)
                        .step()
                        .head(1, END, 16)
                        .ask(0, 0)
                        .step());
        all.put(
                "client-pushed",
                Story.client(Play.PUSH)
                        .ask(0, 0)
                        .step()
                        .head(1, PROMISE, GET)
                        .step()
                        .head(2, 0, 16)
                        .data(2, 7, END)
                        .head(1, END, 16)
                        .step());
        all.put(
                "client-push-unwanted",
                Story.client(0).ask(0, 0).step().head(1, PROMISE, GET).step());
        all.put(
                "client-goaway",
                Story.client(0)
                        .ask(0, 0)
                        .ask(0, 0)
                        .step()
                        .frame(7, 0, 0, u32(1).plus(u32(0)))
                        .step()
                        .ask(0, 0)
                        .head(1, END, 16)
                        .step());
        all.put(
                "client-refused",
                Story.client(0)
                        .ask(1, 0)
                        .step()
                        .frame(3, 0, 1, u32(7))
                        .step()
                        .send(1, few(3), END));
        all.put(
                "client-pings",
                Story.client(0)
                        .ask(3, 1)
                        .step()
                        .frame(6, 1, 0, Octets.of(1, 2, 3, 4, 5, 6, 7, 1))
                        .step());
    }

    static Octets u32(int value) {
        return Octets.of(value >> 24, value >> 16, value >> 8, value);
    }
}
