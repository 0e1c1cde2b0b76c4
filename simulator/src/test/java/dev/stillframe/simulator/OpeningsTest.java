package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.simulator.Setup.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that begin in HTTP/1.1, and streams that become tunnels. */
class OpeningsTest {
    private static void allComplete(Kind kind, String what, int times, String lines) {
        for (String net : List.of("", "net capacity=300 segment=3 delay=2000\n")) {
            World.Result result = World.run(Script.plan(kind, net + lines));
            assertEquals(
                    List.of("1 Complete", "2 Complete", "3 Complete"),
                    result.ends().stream().sorted().toList());
            assertEquals(times, result.tally().of(what), "at both ends");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("RFC 7540 section 3.2: an upgrade's request is stream 1, and others follow it")
    void upgrade(Kind kind) {
        allComplete(
                kind,
                "UPGRADE",
                2,
                """
                ends end=CLIENT window=100000
                request kind=UPGRADE down=90000 chunk=5000 trailers=2 interims=2
                request up=3000 down=3000
                request at=3000 kind=UPGRADE down=3000
                """);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("RFC 7540 section 3.2: the settings of an upgrade hold for its first response")
    void smallWindow(Kind kind) {
        allComplete(
                kind,
                "UPGRADE",
                2,
                """
                ends end=CLIENT window=300
                request kind=UPGRADE down=9000 clientReads=LATER
                request way=HEAD
                request at=3000 down=3000
                """);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("RFC 9113 section 8.5, RFC 8441: content flows both ways through a tunnel")
    void tunnels(Kind kind) {
        String lines =
                """
                request kind=%s up=20000 down=20000 chunk=300 pace=1
                request kind=%s up=3000 down=30000 pace=-1 way=AFTER_UPLOAD interims=1
                request at=50 up=3000 down=3000 trailers=3
                """;
        allComplete(kind, "TUNNEL", 4, lines.replace("%s", "TUNNEL"));
        allComplete(kind, "EXTENDED", 4, lines.replace("%s", "EXTENDED"));
    }
}
