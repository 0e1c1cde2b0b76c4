package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/** What stands before a declaration: its comment, and that it is deprecated. */
final class Documented {
    private final ServiceDescriptor service;
    private final ServiceNames names;
    private final Comments comments;
    private final JavaSource body;

    Documented(ServiceDescriptor service, ServiceNames names, JavaSource body) {
        this.service = service;
        this.names = names;
        this.comments = new Comments(service.getFile());
        this.body = body;
    }

    /** The class of the service. */
    void service() {
        List<String> lines = new ArrayList<>(comments.of(service));
        if (!lines.isEmpty()) {
            lines.add("");
        }
        String begin = lines.isEmpty() ? "" : "<p>";
        lines.add(begin + "The service {@code " + service.getFullName() + "}: for servers");
        lines.add(
                "{@link %s} and {@link %s}, for clients {@link %s}."
                        .formatted(names.direct(), names.machines(), names.client()));
        write(lines, service.getFullName(), service.getOptions().getDeprecated());
    }

    /** The constant of a method. */
    void constant(MethodDescriptor method) {
        String declared =
                "{@code rpc %s(%s%s) returns (%s%s)}."
                        .formatted(
                                method.getName(),
                                method.isClientStreaming() ? "stream " : "",
                                method.getInputType().getName(),
                                method.isServerStreaming() ? "stream " : "",
                                method.getOutputType().getName());
        write(new ArrayList<>(List.of(declared)), method);
    }

    /** A Java method for a method, with these words where the .proto has none. */
    void method(MethodDescriptor method, String otherwise) {
        List<String> lines = new ArrayList<>(comments.of(method));
        if (lines.isEmpty()) {
            lines.add(otherwise);
        }
        write(lines, method);
    }

    /** A Java method that says itself what it does. */
    void line(MethodDescriptor method, String line) {
        write(new ArrayList<>(List.of(line)), method);
    }

    private void write(List<String> lines, MethodDescriptor method) {
        write(lines, method.getName(), method.getOptions().getDeprecated());
    }

    private void write(List<String> lines, String what, boolean deprecated) {
        if (deprecated) {
            lines.add("");
            lines.add("@deprecated {@code " + what + "} is deprecated in the .proto.");
        }
        body.doc(lines);
        if (deprecated) {
            body.line("@" + names.lang("Deprecated"));
        }
    }
}
