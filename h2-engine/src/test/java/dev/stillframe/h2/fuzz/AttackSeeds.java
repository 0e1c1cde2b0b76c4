package dev.stillframe.h2.fuzz;

import static dev.stillframe.h2.fuzz.ConnectionSeeds.GET;
import static dev.stillframe.h2.fuzz.ConnectionSeeds.OK;
import static dev.stillframe.h2.fuzz.ConnectionSeeds.POST;
import static dev.stillframe.h2.fuzz.ConnectionSeeds.TIGHT;
import static dev.stillframe.h2.fuzz.Story.END;
import static dev.stillframe.h2.fuzz.Story.SPLIT;
import static dev.stillframe.h2.fuzz.Story.below;
import static dev.stillframe.h2.fuzz.Story.edge;
import static dev.stillframe.h2.fuzz.Story.few;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Seeds for {@link ConnectionFuzz}: the published attacks, against usual and against tight limits.
 */
final class AttackSeeds {
    private static final int CONTINUATION = 9;

    private AttackSeeds() {}

    static void add(Map<String, Story> all) {
        for (int tight : new int[] {0, TIGHT}) {
            String name = tight == 0 ? "" : "-tight";
            all.put(
                    "rapid-reset" + name,
                    times(
                                    Story.server(tight),
                                    24,
                                    1,
                                    (s, id) ->
                                            s.head(id, END, GET)
                                                    .frame(3, 0, id, ConnectionSeeds.u32(8)))
                            .step());
            all.put(
                    "made-you-reset" + name,
                    times(
                                    Story.server(tight),
                                    24,
                                    1,
                                    (s, id) -> s.head(id, END, GET).window(id, few(0)))
                            .step());
            all.put(
                    "too-many-streams" + name,
                    times(Story.server(tight), 12, 1, (s, id) -> s.head(id, 0, POST)).step());
            all.put(
                    "settings-flood" + name,
                    repeat(Story.server(tight), 40, s -> s.settings(4, few(7))).step());
            all.put(
                    "ping-flood" + name,
                    repeat(Story.server(tight), 40, s -> s.frame(6, 0, 0, Octets.wrap(new byte[8])))
                            .step());
            all.put(
                    "empty-data" + name,
                    repeat(Story.server(tight).head(1, 0, GET), 60, s -> s.data(1, 0, 0)).step());
            all.put(
                    "continuations" + name,
                    repeat(
                                    Story.server(tight).frame(1, 0, 1, Octets.of(0x82)),
                                    12,
                                    s -> s.frame(CONTINUATION, 0, 1, Octets.of(0x84)))
                            .step(7));
            all.put(
                    "unknown-flood" + name,
                    repeat(Story.server(tight), 40, s -> s.frame(11, 0, 3, Octets.EMPTY)).step());
            all.put(
                    "priority-flood" + name,
                    repeat(
                                    Story.server(tight),
                                    40,
                                    s ->
                                            s.frame(
                                                    2,
                                                    0,
                                                    9,
                                                    ConnectionSeeds.u32(3).plus(Octets.of(1))))
                            .step());
            all.put(
                    "window-overrun" + name,
                    repeat(Story.server(tight).head(1, 0, GET), 5, s -> s.data(1, 16_384, 0))
                            .step());
            all.put(
                    "window-overflow" + name,
                    Story.server(tight)
                            .head(1, 0, GET)
                            .window(1, below(31))
                            .window(0, below(31))
                            .step());
            all.put(
                    "slow-read" + name,
                    Story.server(tight)
                            .settings(4, few(0))
                            .head(1, END, GET)
                            .respond(1, OK, 0)
                            .send(1, edge(16), END)
                            .clock(16)
                            .clock(17)
                            .step());
            all.put(
                    "half-a-block" + name,
                    Story.server(tight).frame(1, 0, 1, Octets.of(0x82)).step().clock(14).clock(15));
            all.put(
                    "large-head" + name,
                    Story.server(tight).head(1, END | SPLIT, 7).head(3, END, 26).step());
            all.put(
                    "says-nothing" + name,
                    Story.server(tight | Play.BARE).step().clock(14).clock(15));
            all.put(
                    "no-settings-ack" + name,
                    Story.server(tight | Play.BARE)
                            .raw(Wire.of().preface().settings().octets())
                            .step()
                            .clock(14)
                            .clock(15));
        }
    }

    private interface OnStream {
        Story tell(Story story, int streamId);
    }

    private static Story times(Story story, int count, int first, OnStream then) {
        Story told = story;
        for (int i = 0; i < count; i++) {
            int streamId = first + 2 * i;
            // From 32 on an octet chooses among streams that were.
            told = streamId < 32 ? then.tell(told, streamId) : told;
        }
        return told;
    }

    private static Story repeat(Story story, int count, UnaryOperator<Story> then) {
        Story told = story;
        for (int i = 0; i < count; i++) {
            told = then.apply(told);
        }
        return told;
    }
}
