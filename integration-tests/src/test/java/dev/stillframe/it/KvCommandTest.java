package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the demo's kv.KV, and its client, as processes")
@Timeout(180)
class KvCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static String after(String beginning, String line) {
        return line.substring(beginning.length()).replaceAll("/.*", "");
    }

    private static Child kv(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.stillframe.workbench.Main", "kv"));
        command.addAll(List.of(arguments));
        return Child.run(PATIENCE, command);
    }

    @Test
    @DisplayName("set, get and watch, over both ports of the demo")
    void commands() throws Exception {
        try (Background demo = Background.workbench("demo")) {
            String http = "  http://";
            String plain = after(http, demo.line(http, PATIENCE));
            String secure = after("  https://", demo.line("  https://", PATIENCE));
            demo.line("Ctrl-C", PATIENCE);
            try (Background watch =
                    Background.workbench(
                            "kv", "watch", "a", "--count", "2", "--target", secure, "--insecure")) {
                watch.line("watching from revision ", PATIENCE);
                kv("set", "a1", "one", "--target", plain).succeeded();
                kv("set", "a2", "two words", "--target", secure, "--insecure").succeeded();
                watch.line("a1 = one", PATIENCE);
                watch.line("a2 = two words", PATIENCE);
                assertEquals(0, watch.status(PATIENCE));
            }
            assertEquals(
                    "two words", kv("get", "a2", "--target", plain).succeeded().said().strip());
            Child missing = kv("get", "b", "--target", plain);
            assertEquals(1, missing.status());
            assertTrue(
                    missing.err().contains("stillframe: NOT_FOUND: nothing is set at b"),
                    missing::shown);
        }
    }

    @Test
    @DisplayName("on etcd: what the demo has set stays there")
    void onEtcd(@TempDir Path folder) throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Background demo =
                        Background.workbench(
                                "demo", "--once", "--etcd", "localhost:" + etcd.port());
                Channel channel = etcd.channel()) {
            for (String call : List.of("Set", "Get", "Watch", "Get")) {
                demo.line("  right  kv.KV/" + call, PATIENCE);
            }
            assertEquals(0, demo.status(PATIENCE));
            assertEquals(
                    "two",
                    Etcd.value(channel.unary(Etcd.RANGE, Etcd.range("demo"), CallOptions.DEFAULT)));
        }
    }

    @Test
    @DisplayName("on an etcd that is not there: the demo says UNAVAILABLE, and ends with 1")
    void withoutEtcd() throws Exception {
        try (Background demo =
                Background.workbench("demo", "--once", "--etcd", "localhost:" + Ports.free())) {
            demo.line("  WRONG  kv.KV/Set", PATIENCE);
            demo.line("         UNAVAILABLE", PATIENCE);
            assertEquals(1, demo.status(PATIENCE));
        }
    }
}
