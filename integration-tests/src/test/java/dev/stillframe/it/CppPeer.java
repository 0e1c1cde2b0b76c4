package dev.stillframe.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The interop programs on libgrpc++: one program, compiled when it is first asked for. */
final class CppPeer {
    private static final Tool COMPILER = new Tool("g++", "g++");
    private static final Tool PROTOC = new Tool("protoc", "protobuf-compiler");
    private static final Tool PLUGIN = new Tool("grpc_cpp_plugin", "protobuf-compiler-grpc");

    private CppPeer() {}

    static List<String> program(String role) {
        COMPILER.require();
        header("grpcpp/grpcpp.h", "libgrpc++-dev");
        header("google/protobuf/message.h", "libprotobuf-dev");
        Path protoc = PROTOC.require();
        Path plugin = PLUGIN.require();
        Path sources = PeerFiles.sources("cpp");
        Path folder =
                PeerFiles.made(
                        "cpp",
                        List.of(sources, PeerFiles.PROTOS.resolve("grpc")),
                        made -> {
                            generate(protoc, plugin, made);
                            compile(sources, made);
                        });
        return List.of(folder.resolve("peer").toString(), role);
    }

    private static void header(String name, String debianPackage) {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/include").resolve(name)),
                () -> name + " is not installed: apt-get install " + debianPackage);
    }

    private static void generate(Path protoc, Path plugin, Path folder) {
        run(
                protoc.toString(),
                "--proto_path=" + PeerFiles.PROTOS,
                "--plugin=protoc-gen-grpc=" + plugin,
                "--cpp_out=" + folder,
                "--grpc_out=" + folder,
                "grpc/testing/messages.proto",
                "grpc/testing/test.proto");
    }

    /** Not optimized: that would take longer than all that it is used for. */
    private static void compile(Path sources, Path folder) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(COMPILER.require().toString(), "-std=c++17", "-O0"));
        command.addAll(List.of("-I", folder.toString(), "-o", folder.resolve("peer").toString()));
        command.add(sources.resolve("peer.cc").toString());
        command.add(folder.resolve("grpc/testing/messages.pb.cc").toString());
        command.add(folder.resolve("grpc/testing/test.pb.cc").toString());
        command.addAll(
                List.of(
                        "-lgrpc++",
                        "-lgrpc",
                        "-lgpr",
                        "-lprotobuf",
                        "-labsl_synchronization",
                        "-lpthread"));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) {
        Child.run(PeerFiles.PATIENCE, List.of(command)).succeeded();
    }
}
