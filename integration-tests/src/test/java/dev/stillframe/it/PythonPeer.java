package dev.stillframe.it;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The interop programs on python3-grpcio. */
final class PythonPeer {
    private static final Tool PROTOC = new Tool("protoc", "protobuf-compiler");

    private PythonPeer() {}

    /** Looked for once, and not for each case. */
    private static final class Library {
        static final boolean INSTALLED =
                Tool.PYTHON.run(PeerFiles.PATIENCE, "-c", "import grpc, google.protobuf").status()
                        == 0;
    }

    static List<String> program(String role) {
        Path python = Tool.PYTHON.require();
        Assumptions.assumeTrue(
                Library.INSTALLED,
                "Python's gRPC is not installed: apt-get install python3-grpcio");
        return List.of(
                "/usr/bin/env",
                "PYTHONPATH=" + messages(),
                "PYTHONDONTWRITEBYTECODE=1",
                python.toString(),
                PeerFiles.sources("python").resolve(role + ".py").toString());
    }

    /**
     * The folder of the messages' module. It is generated as if it had no package: that package
     * would be {@code grpc}, which is the library's.
     */
    private static Path messages() {
        Path protoc = PROTOC.require();
        Path protos = PeerFiles.PROTOS.resolve("grpc/testing");
        return PeerFiles.made(
                "python",
                List.of(protos.resolve("messages.proto")),
                folder ->
                        Child.run(
                                        PeerFiles.PATIENCE,
                                        List.of(
                                                protoc.toString(),
                                                "--proto_path=" + protos,
                                                "--python_out=" + folder,
                                                "messages.proto"))
                                .succeeded());
    }
}
