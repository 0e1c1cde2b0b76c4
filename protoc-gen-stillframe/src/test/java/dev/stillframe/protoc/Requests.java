package dev.stillframe.protoc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Requests as protoc makes them, of the .proto files of these tests. */
final class Requests {
    private Requests() {}

    /** What protoc has written down when it generated the messages. */
    static FileDescriptorSet protos() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("target/test-protos.desc"))) {
            return FileDescriptorSet.parseFrom(in);
        }
    }

    /** For all files that are not protobuf's own. */
    static CodeGeneratorRequest ours() throws IOException {
        CodeGeneratorRequest.Builder request = CodeGeneratorRequest.newBuilder();
        for (FileDescriptorProto file : protos().getFileList()) {
            request.addProtoFile(file);
            if (!file.getName().startsWith("google/")) {
                request.addFileToGenerate(file.getName());
            }
        }
        return request.build();
    }

    /** What the plugin's process would answer. */
    static CodeGeneratorResponse answer(CodeGeneratorRequest request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run(new ByteArrayInputStream(request.toByteArray()), out);
        return CodeGeneratorResponse.parseFrom(out.toByteArray());
    }

    /** The text of each generated file by its name. */
    static Map<String, String> generated() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (CodeGeneratorResponse.File file : answer(ours()).getFileList()) {
            files.put(file.getName(), file.getContent());
        }
        return files;
    }
}
