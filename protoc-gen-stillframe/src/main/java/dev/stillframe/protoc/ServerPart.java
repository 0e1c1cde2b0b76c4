package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a server needs: an interface for each style, and how what implements it is served. */
final class ServerPart {
    private final ServiceDescriptor service;
    private final ServiceNames names;
    private final Documented documented;
    private final JavaSource body;

    ServerPart(
            ServiceDescriptor service, ServiceNames names, Documented documented, JavaSource body) {
        this.service = service;
        this.names = names;
        this.documented = documented;
        this.body = body;
    }

    void write() {
        body.doc(List.of("All methods, each answered in direct style."));
        registration(names.direct(), "service", method -> Kind.of(method).registration());
        body.line("");
        body.doc(List.of("All methods, each answered by machines."));
        registration(names.machines(), "machines", method -> "machine");
        body.line("");
        direct();
        body.line("");
        machines();
    }

    private void registration(
            String type, String parameter, Function<MethodDescriptor, String> with) {
        String services = names.api("Services");
        body.method("public static " + services + " services", List.of(type + " " + parameter), "");
        body.line("return " + services + ".builder()").indent();
        for (MethodDescriptor method : service.getMethods()) {
            String reference = parameter + "::" + names.members().method(method);
            body.call(
                    "." + with.apply(method),
                    List.of(names.members().constant(method), reference),
                    "");
        }
        body.line(".build();").dedent().close();
    }

    private void direct() {
        body.doc(
                List.of(
                        "The methods in direct style: each call is on a virtual thread, and may block.",
                        "One that is not overridden answers UNIMPLEMENTED."));
        body.open("public interface " + names.direct() + " {");
        boolean first = true;
        for (MethodDescriptor method : service.getMethods()) {
            if (!first) {
                body.line("");
            }
            first = false;
            documented.method(method, "Answers {@code " + method.getName() + "}.");
            String returned = Kind.of(method).serverStreams() ? "void" : names.output(method);
            body.method(
                    "default " + returned + " " + names.members().method(method),
                    parameters(method),
                    "throws " + names.lang("Exception"));
            body.line(
                    "throw new %s(%s.unimplemented());"
                            .formatted(
                                    names.api("RpcException"), names.members().constant(method)));
            body.close();
        }
        body.close();
    }

    private List<String> parameters(MethodDescriptor method) {
        Kind kind = Kind.of(method);
        List<String> parameters = new ArrayList<>();
        parameters.add(
                kind.clientStreams()
                        ? names.api("Source") + "<" + names.input(method) + "> requests"
                        : names.input(method) + " request");
        if (kind.serverStreams()) {
            parameters.add(names.api("Sink") + "<" + names.output(method) + "> responses");
        }
        parameters.add(names.api("Call") + " call");
        return parameters;
    }

    private void machines() {
        body.doc(
                List.of(
                        "The methods as machines on the connection's loop, which must not block: each gives",
                        "the machine of one call. One that is not overridden answers UNIMPLEMENTED."));
        body.open("public interface " + names.machines() + " {");
        boolean first = true;
        for (MethodDescriptor method : service.getMethods()) {
            if (!first) {
                body.line("");
            }
            first = false;
            String machine = names.machine("Machine");
            documented.method(method, "Answers a call of {@code " + method.getName() + "}.");
            body.method(
                    "default %s<?, %s, %s> %s"
                            .formatted(
                                    machine,
                                    names.input(method),
                                    names.output(method),
                                    names.members().method(method)),
                    List.of(),
                    "");
            body.line(
                    "return %s.refusing(%s.unimplemented());"
                            .formatted(machine, names.members().constant(method)));
            body.close();
        }
        body.close();
    }
}
