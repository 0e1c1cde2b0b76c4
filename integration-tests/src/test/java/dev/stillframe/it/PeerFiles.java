package dev.stillframe.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the sources of the interop programs are, and what is made of them. */
final class PeerFiles {
    /** How long a compiler is waited for. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The folder that the paths of the .proto files begin in. */
    static final Path PROTOS =
            Path.of(
                            System.getProperty("stillframe.root"),
                            "grpc-interop",
                            "src",
                            "main",
                            "protobuf")
                    .toAbsolutePath()
                    .normalize();

    private static final Path MADE = Path.of("target", "grpc-peers").toAbsolutePath();

    private PeerFiles() {}

    /** Makes files in a folder. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    /** The folder of a language's sources. */
    static Path sources(String language) {
        try {
            return Path.of(
                    Objects.requireNonNull(PeerFiles.class.getResource("interop/" + language))
                            .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A folder with what is made of some files or folders; made anew when one has changed. */
    static synchronized Path made(String name, List<Path> from, Maker maker) {
        try {
            Path folder = MADE.resolve(name + "-" + digest(from));
            if (!Files.exists(folder)) {
                Files.createDirectories(MADE);
                // What is broken off half-way must not be taken for the whole.
                Path draft = Files.createTempDirectory(MADE, "draft");
                maker.make(draft);
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String digest(List<Path> from) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path each : from) {
                for (Path file : files(each)) {
                    digest.update(file.toString().getBytes(UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
