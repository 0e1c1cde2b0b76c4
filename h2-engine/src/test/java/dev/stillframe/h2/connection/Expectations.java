package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Role;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What each input means in each state: RFC 9113 section 5.1 as a table, written from the text and
 * not from the engine.
 *
 * <pre>
 *   ok   as it should be                       -    ignored, nothing is told
 *   f    a fault of the peer's, no more        r    a command that is rejected
 *   sX   stream error                          cX   connection error
 *   quiet  either of the first two
 *   X: P PROTOCOL_ERROR  C STREAM_CLOSED  F FLOW_CONTROL_ERROR  Z FRAME_SIZE_ERROR
 * </pre>
 */
final class Expectations {
    private Expectations() {}

    /**
     * Frames from the peer. SETTINGS, PING and GOAWAY on a stream, and frames of a wrong size, are
     * the same everywhere and stand in {@link #of}.
     */
    private static final String FRAMES =
            """
            state                  HEAD HEAD_ES TRAIL TRAIL_ES DATA DATA_ES PAD_ES RST WU WU_0 WU_MAX PRIO PRIO_4 CONT PP UNKNOWN PRIO_UPD
            S_IDLE_PEER            ok   ok      sP    sP       cP   cP      cP     cP  cP cP   cP     -    f      cP   cP -       -
            S_IDLE_OWN             cP   cP      cP    cP       cP   cP      cP     cP  cP cP   cP     -    f      cP   cP -       cP
            S_RESERVED_LOCAL       cP   cP      cP    cP       cP   cP      cP     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_OPEN                 sP   sP      sP    ok       ok   ok      ok     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_OPEN_ANSWERED        sP   sP      sP    ok       ok   ok      ok     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_HALF_REMOTE          sC   sC      sC    sC       sC   sC      sC     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_HALF_REMOTE_ANSWERED sC   sC      sC    sC       sC   sC      sC     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_HALF_LOCAL           sP   sP      sP    ok       ok   ok      ok     ok  -  sP   -      -    sZ     cP   cP -       -
            S_PUSHED               sC   sC      sC    sC       sC   sC      sC     ok  ok sP   sF     -    sZ     cP   cP -       ok
            S_ENDED                cC   cC      cC    cC       sC   sC      sC     -   -  -    -      -    f      cP   cP -       -
            S_PUSHED_ENDED         cC   cC      cC    cC       sC   sC      sC     -   -  -    -      -    f      cP   cP -       -
            S_RESET_BY_US          -    -       -     -        -    -       -      -   -  -    -      -    f      cP   cP -       -
            S_RESET_BY_PEER        sC   sC      sC    sC       sC   sC      sC     -   -  -    -      -    f      cP   cP -       -
            S_SKIPPED              cP   cP      cP    cP       sC   sC      sC     -   -  -    -      -    f      cP   cP -       -
            S_FORGOTTEN            -    -       -     -        -    -       -      -   -  -    -      -    f      cP   cP -       -
            C_IDLE_OWN             cP   cP      cP    cP       cP   cP      cP     cP  cP cP   cP     -    f      cP   cP -       cP
            C_IDLE_PEER            cP   cP      cP    cP       cP   cP      cP     cP  cP cP   cP     -    f      cP   cP -       cP
            C_RESERVED_REMOTE      ok   ok      sP    sP       cP   cP      cP     ok  cP cP   cP     -    sZ     cP   cP -       cP
            C_OPEN                 ok   ok      sP    sP       sP   sP      sP     ok  ok sP   sF     -    sZ     cP   ok -       cP
            C_OPEN_ANSWERED        sP   sP      sP    ok       ok   ok      ok     ok  ok sP   sF     -    sZ     cP   ok -       cP
            C_HALF_LOCAL           ok   ok      sP    sP       sP   sP      sP     ok  -  sP   -      -    sZ     cP   ok -       cP
            C_HALF_LOCAL_ANSWERED  sP   sP      sP    ok       ok   ok      ok     ok  -  sP   -      -    sZ     cP   ok -       cP
            C_HALF_REMOTE          sC   sC      sC    sC       sC   sC      sC     ok  ok sP   sF     -    sZ     cP   cP -       cP
            C_PUSHED               sP   sP      sP    ok       ok   ok      ok     ok  -  sP   -      -    sZ     cP   cP -       cP
            C_ENDED                cC   cC      cC    cC       sC   sC      sC     -   -  -    -      -    f      cP   cP -       cP
            C_RESET_BY_US          -    -       -     -        -    -       -      -   -  -    -      -    f      cP   ok -       cP
            C_RESET_BY_PEER        sC   sC      sC    sC       sC   sC      sC     -   -  -    -      -    f      cP   cP -       cP
            C_SKIPPED              cP   cP      cP    cP       sC   sC      sC     -   -  -    -      -    f      cP   cP -       cP
            C_FORGOTTEN            -    -       -     -        -    -       -      -   -  -    -      -    f      cP   ok -       cP
            """;

    /** Commands of the application. */
    private static final String COMMANDS =
            """
            state                  RESPOND RESPOND_ES INTERIM SEND SEND_ES SEND_TRAIL WANT RESET NO_ERROR REFUSE PUSH REPRIO
            S_IDLE_PEER            r       r          r       r    r       r          r    r     r        r      r    r
            S_IDLE_OWN             r       r          r       r    r       r          r    r     r        r      r    r
            S_RESERVED_LOCAL       ok      ok         ok      r    r       r          ok   ok    ok       ok     r    ok
            S_OPEN                 ok      ok         ok      r    r       r          ok   ok    ok       ok     ok   ok
            S_OPEN_ANSWERED        r       r          r       ok   ok      ok         ok   ok    ok       r      ok   ok
            S_HALF_REMOTE          ok      ok         ok      r    r       r          ok   ok    ok       ok     ok   ok
            S_HALF_REMOTE_ANSWERED r       r          r       ok   ok      ok         ok   ok    ok       r      ok   ok
            S_HALF_LOCAL           r       r          r       r    r       r          r    ok    ok       r      r    -
            S_PUSHED               r       r          r       ok   ok      ok         ok   ok    ok       r      r    ok
            S_ENDED                r       r          r       r    r       r          r    r     r        r      r    r
            S_PUSHED_ENDED         r       r          r       r    r       r          r    r     r        r      r    r
            S_RESET_BY_US          r       r          r       r    r       r          r    r     r        r      r    r
            S_RESET_BY_PEER        r       r          r       r    r       r          r    r     r        r      r    r
            S_SKIPPED              r       r          r       r    r       r          r    r     r        r      r    r
            S_FORGOTTEN            r       r          r       r    r       r          r    r     r        r      r    r
            C_IDLE_OWN             r       r          r       r    r       r          r    r     r        r      r    r
            C_IDLE_PEER            r       r          r       r    r       r          r    r     r        r      r    r
            C_RESERVED_REMOTE      r       r          r       r    r       r          r    ok    ok       ok     r    ok
            C_OPEN                 r       r          r       ok   ok      ok         ok   ok    ok       r      r    ok
            C_OPEN_ANSWERED        r       r          r       ok   ok      ok         ok   ok    ok       r      r    ok
            C_HALF_LOCAL           r       r          r       r    r       r          r    ok    ok       r      r    ok
            C_HALF_LOCAL_ANSWERED  r       r          r       r    r       r          r    ok    ok       r      r    ok
            C_HALF_REMOTE          r       r          r       ok   ok      ok         ok   ok    ok       r      r    ok
            C_PUSHED               r       r          r       r    r       r          r    ok    ok       r      r    ok
            C_ENDED                r       r          r       r    r       r          r    r     r        r      r    r
            C_RESET_BY_US          r       r          r       r    r       r          r    r     r        r      r    r
            C_RESET_BY_PEER        r       r          r       r    r       r          r    r     r        r      r    r
            C_SKIPPED              r       r          r       r    r       r          r    r     r        r      r    r
            C_FORGOTTEN            r       r          r       r    r       r          r    r     r        r      r    r
            """;

    private static final Map<Situation, Map<Input, String>> TABLE = read();

    static String of(Situation situation, Input input) {
        return switch (input) {
            // Frames of the connection on a stream, and frames of the wrong size.
            case SETTINGS, PING, GOAWAY -> "cP";
            case RST_3, WU_5 -> "cZ";
            case CONSUMED, RELEASED, CLOCK, NO_ROOM -> "quiet";
            case TELL_PING, CHANGE, DRAIN -> "ok";
            case REQUEST -> situation.role == Role.CLIENT ? "ok" : "r";
            case SHUTDOWN, EOF, FAILED -> "end";
            default -> TABLE.get(situation).get(input);
        };
    }

    private static Map<Situation, Map<Input, String>> read() {
        Map<Situation, Map<Input, String>> table = new EnumMap<>(Situation.class);
        for (String text : List.of(FRAMES, COMMANDS)) {
            List<String> lines = text.lines().toList();
            String[] inputs = lines.getFirst().split(" +");
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(" +");
                if (cells.length != inputs.length) {
                    throw new AssertionError("a cell is missing: " + Arrays.toString(cells));
                }
                Map<Input, String> row =
                        table.computeIfAbsent(
                                Situation.valueOf(cells[0]), key -> new EnumMap<>(Input.class));
                for (int i = 1; i < cells.length; i++) {
                    row.put(Input.valueOf(inputs[i]), cells[i]);
                }
            }
        }
        return table;
    }
}
