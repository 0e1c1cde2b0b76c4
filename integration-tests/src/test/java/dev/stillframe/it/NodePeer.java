package dev.stillframe.it;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The interop programs on @grpc/grpc-js. Maven brings the library, as jars that hold what npm's
 * packages hold; so there is no second tool that brings something.
 */
final class NodePeer {
    /** The packages that are needed, each with the name of its jar. */
    private static final Map<String, String> PACKAGES =
            Map.of(
                    "@grpc/grpc-js", "grpc__grpc-js",
                    "protobufjs", "protobufjs");

    private NodePeer() {}

    static List<String> program(String role) {
        Path node = Tool.NODE.require();
        List<Path> jars = PACKAGES.values().stream().sorted().map(NodePeer::jar).toList();
        Path modules = PeerFiles.made("node", jars, NodePeer::unpack);
        return List.of(
                "/usr/bin/env",
                "NODE_PATH=" + modules,
                "MESSAGES=" + PeerFiles.PROTOS.resolve("grpc/testing/messages.proto"),
                node.toString(),
                PeerFiles.sources("node").resolve(role + ".mjs").toString());
    }

    private static Path jar(String artifact) {
        String inside = "META-INF/maven/org.webjars.npm/" + artifact + "/pom.xml";
        URL url =
                Objects.requireNonNull(
                        NodePeer.class.getClassLoader().getResource(inside), artifact);
        String whole = url.toString();
        return Path.of(URI.create(whole.substring("jar:".length(), whole.indexOf("!/"))));
    }

    private static void unpack(Path folder) throws IOException {
        for (Map.Entry<String, String> each : PACKAGES.entrySet()) {
            try (FileSystem files = FileSystems.newFileSystem(jar(each.getValue()))) {
                Path versions = files.getPath("META-INF/resources/webjars", each.getValue());
                try (Stream<Path> only = Files.list(versions)) {
                    copy(only.findFirst().orElseThrow(), folder.resolve(each.getKey()));
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }
}
