package dev.stillframe.protoc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The plugin's side of the protocol with protoc. */
class GeneratorTest {
    @Test
    @DisplayName("It says what it understands")
    void features() throws IOException {
        CodeGeneratorResponse response = Requests.answer(CodeGeneratorRequest.getDefaultInstance());
        assertEquals(
                Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE,
                response.getSupportedFeatures());
        assertEquals(Edition.EDITION_PROTO2_VALUE, response.getMinimumEdition());
        assertEquals(Edition.EDITION_2024_VALUE, response.getMaximumEdition());
        assertEquals(List.of(), response.getFileList());
    }

    @Test
    @DisplayName("Files that were not asked for, and files without a service, give nothing")
    void onlyWhatWasAskedFor() throws IOException {
        CodeGeneratorRequest all = Requests.ours();
        CodeGeneratorRequest some =
                all.toBuilder()
                        .clearFileToGenerate()
                        .addFileToGenerate("greeter.proto")
                        .addFileToGenerate("imported.proto")
                        .build();
        assertEquals(
                List.of("dev/stillframe/protoc/greeter/GreeterRpc.java"),
                Requests.answer(some).getFileList().stream()
                        .map(CodeGeneratorResponse.File::getName)
                        .toList());
    }

    @Test
    @DisplayName("An option, and a file without its text, are errors that protoc shows")
    void errors() throws IOException {
        CodeGeneratorRequest request = CodeGeneratorRequest.getDefaultInstance();
        CodeGeneratorResponse option =
                Requests.answer(request.toBuilder().setParameter("lite").build());
        assertTrue(option.getError().contains("lite"), option::getError);
        CodeGeneratorResponse missing =
                Requests.answer(request.toBuilder().addFileToGenerate("no.proto").build());
        assertTrue(missing.getError().contains("no.proto"), missing::getError);
        assertEquals(0, missing.getFileCount());
    }

    @Test
    @DisplayName("A message without a package cannot be named from one: an error that says so")
    void unnamed() throws IOException {
        FileDescriptorProto messages =
                FileDescriptorProto.newBuilder()
                        .setName("messages.proto")
                        .addMessageType(DescriptorProto.newBuilder().setName("Asked"))
                        .build();
        MethodDescriptorProto method =
                MethodDescriptorProto.newBuilder()
                        .setName("Ask")
                        .setInputType(".Asked")
                        .setOutputType(".Asked")
                        .build();
        FileDescriptorProto service =
                FileDescriptorProto.newBuilder()
                        .setName("service.proto")
                        .setPackage("named")
                        .addDependency("messages.proto")
                        .addService(
                                ServiceDescriptorProto.newBuilder()
                                        .setName("Asking")
                                        .addMethod(method))
                        .build();
        CodeGeneratorResponse response =
                Requests.answer(
                        CodeGeneratorRequest.newBuilder()
                                .addProtoFile(messages)
                                .addProtoFile(service)
                                .addFileToGenerate("service.proto")
                                .build());
        assertEquals(
                "service.proto: named.Asking.Ask uses Asked, which has no Java package and cannot be"
                        + " named in package named",
                response.getError());
    }

    @Test
    @DisplayName("What is no request ends the process")
    void noRequest() {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {1, 2, 3});
        assertThrows(
                InvalidProtocolBufferException.class,
                () -> Main.run(in, new ByteArrayOutputStream()));
    }

    @Test
    @DisplayName("The launcher answers as protoc expects of a program called protoc-gen-stillframe")
    void launcher() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("./protoc-gen-stillframe");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            CodeGeneratorRequest request = Requests.ours();
            request.writeTo(process.getOutputStream());
            process.getOutputStream().close();
            CodeGeneratorResponse said = CodeGeneratorResponse.parseFrom(process.getInputStream());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertEquals(Requests.answer(request), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
