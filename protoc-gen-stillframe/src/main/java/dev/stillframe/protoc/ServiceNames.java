package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.GeneratorNames;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that one service and what belongs to it are called in its file. */
final class ServiceNames {
    private static final String API = "dev.stillframe.api.grpc";

    private final ServiceDescriptor service;
    private final String javaPackage;
    private final String file;
    private final String direct;
    private final String machines;
    private final String client;
    private final String context;
    private final Names types;
    private final MemberNames members;

    /**
     * @param file the class around everything
     * @param neighbours the other top-level classes of the package
     * @throws InvalidProto when a message cannot be named from the package
     */
    ServiceNames(ServiceDescriptor service, String javaPackage, String file, Set<String> neighbours)
            throws InvalidProto {
        this.service = service;
        this.javaPackage = javaPackage;
        this.file = file;
        Set<JavaType> messages = new LinkedHashSet<>();
        for (MethodDescriptor method : service.getMethods()) {
            messages.add(checked(method, method.getInputType()));
            messages.add(checked(method, method.getOutputType()));
        }
        messages.add(fileClass());
        Set<String> roots = new HashSet<>();
        Set<String> simples = new HashSet<>();
        for (JavaType message : messages) {
            roots.add(message.root());
            simples.add(message.simple());
        }
        direct = MemberNames.free("Service", roots);
        machines = MemberNames.free("Machines", roots);
        client = MemberNames.free("Client", roots);
        types =
                new Names(
                        javaPackage, List.of(file, direct, machines, client), neighbours, messages);
        simples.addAll(roots);
        context = MemberNames.free("C", simples);
        members = new MemberNames(service, simples);
    }

    private JavaType checked(MethodDescriptor method, Descriptor message) throws InvalidProto {
        JavaType type = JavaType.of(message);
        if (type.container().isEmpty() && !javaPackage.isEmpty()) {
            throw new InvalidProto(
                    "%s: %s uses %s, which has no Java package and cannot be named in package %s"
                            .formatted(
                                    service.getFile().getName(),
                                    method.getFullName(),
                                    message.getFullName(),
                                    javaPackage));
        }
        return type;
    }

    /** The class in which protobuf keeps the descriptor of the service's file. */
    private JavaType fileClass() {
        return JavaType.of(javaPackage, GeneratorNames.getFileClassName(service.getFile()));
    }

    String javaPackage() {
        return javaPackage;
    }

    /** The class around everything. */
    String file() {
        return file;
    }

    /** The interface in direct style. */
    String direct() {
        return direct;
    }

    /** The interface of machines. */
    String machines() {
        return machines;
    }

    /** The client. */
    String client() {
        return client;
    }

    /** The type parameter for a machine's context. */
    String context() {
        return context;
    }

    /** What the methods are called. */
    MemberNames members() {
        return members;
    }

    /** The imports of all types that were asked for so far. */
    Set<String> imports() {
        return types.imports();
    }

    String protobufFile() {
        return types.of(fileClass());
    }

    String input(MethodDescriptor method) {
        return types.of(JavaType.of(method.getInputType()));
    }

    String output(MethodDescriptor method) {
        return types.of(JavaType.of(method.getOutputType()));
    }

    /** A class of {@code java.lang}, which a message may hide. */
    String lang(String simple) {
        return type("java.lang", simple);
    }

    /** A class of gRPC's vocabulary. */
    String api(String simple) {
        return type(API, simple);
    }

    /** A class of the vocabulary of machines. */
    String machine(String simple) {
        return type(API + ".machine", simple);
    }

    String type(String container, String simple) {
        return types.of(JavaType.of(container, simple));
    }
}
