package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.grpc.GrpcEngine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core has no dependencies: an image of the JDK's base, the api and the engines runs. */
class JlinkTest {
    /**
     * Finds the engines as services: one steps once, and the octets of its preface come out; the
     * other answers a call.
     */
    private static final String PROBE =
            """
            package probe;

            import dev.stillframe.api.Http2Engine;
            import dev.stillframe.api.client.Client;
            import dev.stillframe.api.client.Request;
            import dev.stillframe.api.connection.Effect;
            import dev.stillframe.api.connection.Event;
            import dev.stillframe.api.connection.Options;
            import dev.stillframe.api.connection.Role;
            import dev.stillframe.api.grpc.Codec;
            import dev.stillframe.api.grpc.GrpcEngine;
            import dev.stillframe.api.grpc.Method;
            import dev.stillframe.api.grpc.Services;
            import dev.stillframe.api.message.Octets;
            import dev.stillframe.api.server.Listener;
            import dev.stillframe.api.server.Server;
            import java.net.InetAddress;
            import java.net.InetSocketAddress;
            import java.net.URI;
            import java.util.List;

            public class Main {
                public static void main(String[] arguments) throws Exception {
                    var step = Http2Engine.find()
                            .connection(Options.of(Role.CLIENT))
                            .step(List.of(new Event.Clock(0)));
                    for (Effect effect : step.effects()) {
                        if (effect instanceof Effect.Send send) {
                            System.out.println(send.octets().slice(0, 14).utf8());
                        }
                    }
                    System.out.println(call());
                    ModuleLayer.boot().modules().forEach(module -> System.out.println(module.getName()));
                }

                private static Object call() throws Exception {
                    var echo = Method.of(Method.Kind.UNARY, "probe.Probe", "Echo", Codec.OCTETS, Codec.OCTETS);
                    var handler = GrpcEngine.find()
                            .handler(Services.builder().unary(echo, (request, call) -> request).build());
                    var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                    try (Server server = Server.builder().listen(new Listener(local, null)).handler(handler).start();
                            Client client = Client.builder().open()) {
                        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
                        var request = Request.post(
                                        URI.create("http://127.0.0.1:" + port + echo.path()), Octets.of(0, 0, 0, 0, 1, 42))
                                .with("content-type", "application/grpc");
                        var response = client.send(request);
                        return response.content() + " " + response.trailers();
                    }
                }
            }
            """;

    @TempDir private Path folder;

    @Test
    @DisplayName("An image of api + h2 + grpc runs, and holds nothing else but java.base")
    void image() throws Exception {
        String path =
                where(Http2Engine.class)
                        + ":"
                        + where(Http2Engine.find().getClass())
                        + ":"
                        + where(GrpcEngine.find().getClass());
        Path source = Files.createDirectories(folder.resolve("source/probe"));
        Files.writeString(source.resolve("Main.java"), PROBE);
        Path info = source.resolveSibling("module-info.java");
        Files.writeString(info, "module probe { requires dev.stillframe.api; }");
        Path classes = folder.resolve("classes");
        tool(
                "javac",
                "-p",
                path,
                "-d",
                classes,
                "--release",
                "21",
                source.resolve("Main.java"),
                info);

        Path image = folder.resolve("image");
        String modules = "probe,dev.stillframe.api,dev.stillframe.h2,dev.stillframe.grpc";
        tool("jlink", "-p", path + ":" + classes, "--add-modules", modules, "--output", image);

        List<String> said =
                Child.run(
                                Duration.ofSeconds(60),
                                List.of(
                                        image.resolve("bin/java").toString(),
                                        "-m",
                                        "probe/probe.Main"))
                        .succeeded()
                        .said()
                        .lines()
                        .toList();
        assertEquals("PRI * HTTP/2.0", said.getFirst());
        assertEquals("00000000012a [grpc-status: 0]", said.get(1));
        assertEquals(
                List.of(
                        "dev.stillframe.api",
                        "dev.stillframe.grpc",
                        "dev.stillframe.h2",
                        "java.base",
                        "probe"),
                said.stream().skip(2).sorted().toList());
    }

    private static Path where(Class<?> type) throws Exception {
        URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(location);
    }

    private static void tool(String name, Object... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int status = ToolProvider.findFirst(name).orElseThrow().run(out, out, words);
        assertTrue(status == 0, () -> name + " said: " + said);
    }
}
