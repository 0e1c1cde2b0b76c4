package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;

/** The client: a record of a channel and options, with the service's methods. */
final class ClientPart {
    private final ServiceDescriptor service;
    private final ServiceNames names;
    private final Documented documented;
    private final JavaSource body;

    ClientPart(
            ServiceDescriptor service, ServiceNames names, Documented documented, JavaSource body) {
        this.service = service;
        this.names = names;
        this.documented = documented;
        this.body = body;
    }

    void write() {
        String channel = names.api("Channel");
        String options = names.api("CallOptions");
        body.doc(
                List.of(
                        "Calls the service. Immutable; any thread may use it.",
                        "",
                        "@param channel carries the calls; closing it is the caller's",
                        "@param options of every call"));
        body.open(
                "public record %s(%s channel, %s options) {"
                        .formatted(names.client(), channel, options));
        begin(channel, options);
        for (MethodDescriptor method : service.getMethods()) {
            switch (Kind.of(method)) {
                case UNARY -> unary(method);
                case SERVER_STREAMING -> serverStreaming(method);
                case CLIENT_STREAMING, BIDIRECTIONAL -> streaming(method);
            }
            machine(method);
        }
        body.close();
    }

    private void begin(String channel, String options) {
        String client = names.client();
        body.doc(List.of("With all options at their defaults."));
        body.open("public %s(%s channel) {".formatted(client, channel));
        body.line("this(channel, " + options + ".DEFAULT);").close().line("");

        body.doc(List.of("With these options."));
        body.open("public %s with(%s other) {".formatted(client, options));
        body.line("return new " + client + "(channel, other);").close().line("");

        String duration = names.type("java.time", "Duration");
        body.doc(List.of("Each call has this much time."));
        body.open("public %s within(%s time) {".formatted(client, duration));
        body.line("return with(options.within(time));").close().line("");

        body.doc(List.of("On behalf of a server's call: no later than it, and cancelled with it."));
        body.open("public %s under(%s call) {".formatted(client, names.api("Call")));
        body.line("return with(options.under(call));").close();
    }

    private void unary(MethodDescriptor method) {
        String output = names.output(method);
        body.line("");
        documented.method(method, "Calls {@code " + method.getName() + "}.");
        body.method(
                "public " + output + " " + names.members().method(method),
                List.of(names.input(method) + " request"),
                throwing());
        body.line(
                "return channel.unary(%s, request, options);"
                        .formatted(names.members().constant(method)));
        body.close().line("");

        documented.line(method, "{@code " + method.getName() + "} without waiting for it.");
        body.method(
                "public %s<%s> %s".formatted(stage(), output, names.members().async(method)),
                List.of(names.input(method) + " request"),
                "");
        body.line(
                "return channel.unaryAsync(%s, request, options);"
                        .formatted(names.members().constant(method)));
        body.close();
    }

    private void serverStreaming(MethodDescriptor method) {
        body.line("");
        documented.method(method, "Calls {@code " + method.getName() + "}.");
        body.method(
                "public %s<%s> %s"
                        .formatted(
                                names.api("Source"),
                                names.output(method),
                                names.members().method(method)),
                List.of(names.input(method) + " request"),
                throwing());
        body.line(
                "return channel.serverStreaming(%s, request, options);"
                        .formatted(names.members().constant(method)));
        body.close();
    }

    private void streaming(MethodDescriptor method) {
        body.line("");
        documented.method(method, "Calls {@code " + method.getName() + "}.");
        body.method(
                "public %s<%s, %s> %s"
                        .formatted(
                                names.api("ClientCall"),
                                names.input(method),
                                names.output(method),
                                names.members().method(method)),
                List.of(),
                throwing());
        body.line("return channel.open(%s, options);".formatted(names.members().constant(method)));
        body.close();
    }

    private void machine(MethodDescriptor method) {
        body.line("");
        documented.line(method, "{@code " + method.getName() + "} by a machine.");
        String context = names.context();
        String stage = "%s<%s<%s>>".formatted(stage(), names.machine("Outcome"), context);
        body.method(
                "public <%s> %s %s".formatted(context, stage, names.members().method(method)),
                List.of(
                        "%s<%s, %s, %s> machine"
                                .formatted(
                                        names.machine("Machine"),
                                        context,
                                        names.output(method),
                                        names.input(method))),
                "");
        body.line(
                "return channel.run(%s, machine, options);"
                        .formatted(names.members().constant(method)));
        body.close();
    }

    private String throwing() {
        return "throws " + names.api("RpcException");
    }

    private String stage() {
        return names.type("java.util.concurrent", "CompletionStage");
    }
}
