package dev.stillframe.protoc;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The plugin as {@code protoc} runs it: a {@code CodeGeneratorRequest} on standard input, a {@code
 * CodeGeneratorResponse} on standard output. A mistake in a .proto is an error of the response; the
 * exit status is not 0 only when there was no request.
 */
public final class Main {
    private Main() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        run(System.in, System.out);
    }

    static void run(InputStream in, OutputStream out) throws IOException {
        // Protobuf's own classes cannot be initialized in the other order.
        DescriptorProtos.getDescriptor();
        ExtensionRegistry extensions = ExtensionRegistry.newInstance();
        JavaFeaturesProto.registerAllExtensions(extensions);
        Generator.answer(CodeGeneratorRequest.parseFrom(in, extensions)).writeTo(out);
        out.flush();
    }
}
