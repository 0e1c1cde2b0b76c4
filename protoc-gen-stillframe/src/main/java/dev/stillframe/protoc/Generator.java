package dev.stillframe.protoc;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.GeneratorNames;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Answers a request of {@code protoc}. */
final class Generator {
    private static final String SUFFIX = "Rpc";

    private final Map<String, FileDescriptor> files = new LinkedHashMap<>();

    /** By Java package, the top-level classes that are known to be in it. */
    private final Map<String, Set<String>> classes = new HashMap<>();

    private Generator() {}

    /** The files of all services of the files to generate; or an error, and no file. */
    static CodeGeneratorResponse answer(CodeGeneratorRequest request) {
        try {
            return new Generator().all(request).build();
        } catch (InvalidProto e) {
            return response().setError(e.getMessage()).build();
        }
    }

    private static CodeGeneratorResponse.Builder response() {
        return CodeGeneratorResponse.newBuilder()
                .setSupportedFeatures(
                        Feature.FEATURE_PROTO3_OPTIONAL_VALUE
                                | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
                .setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
                .setMaximumEdition(Edition.EDITION_2024_VALUE);
    }

    private CodeGeneratorResponse.Builder all(CodeGeneratorRequest request) throws InvalidProto {
        if (!request.getParameter().isEmpty()) {
            throw new InvalidProto(
                    "protoc-gen-stillframe has no options: " + request.getParameter());
        }
        for (FileDescriptorProto file : request.getProtoFileList()) {
            add(file);
        }
        CodeGeneratorResponse.Builder response = response();
        for (String name : request.getFileToGenerateList()) {
            FileDescriptor file = files.get(name);
            if (file == null) {
                throw new InvalidProto("protoc has not said what is in " + name);
            }
            for (ServiceDescriptor service : file.getServices()) {
                response.addFile(generated(service));
            }
        }
        return response;
    }

    /** Files come after those that they import. */
    private void add(FileDescriptorProto proto) throws InvalidProto {
        FileDescriptor[] imports =
                proto.getDependencyList().stream()
                        .map(files::get)
                        .filter(Objects::nonNull)
                        .toArray(FileDescriptor[]::new);
        try {
            FileDescriptor file = FileDescriptor.buildFrom(proto, imports, true);
            files.put(proto.getName(), file);
            note(file);
        } catch (DescriptorValidationException e) {
            throw new InvalidProto(proto.getName() + ": " + e.getMessage());
        }
    }

    private void note(FileDescriptor file) {
        Set<String> here =
                classes.computeIfAbsent(
                        GeneratorNames.getFileJavaPackage(file), absent -> new HashSet<>());
        here.add(GeneratorNames.getFileClassName(file));
        file.getMessageTypes().stream()
                .filter(message -> !GeneratorNames.getNestInFileClass(message))
                .forEach(
                        message -> {
                            here.add(message.getName());
                            here.add(message.getName() + "OrBuilder");
                        });
        file.getEnumTypes().stream()
                .filter(each -> !GeneratorNames.getNestInFileClass(each))
                .map(EnumDescriptor::getName)
                .forEach(here::add);
    }

    private CodeGeneratorResponse.File generated(ServiceDescriptor service) throws InvalidProto {
        String javaPackage = GeneratorNames.getFileJavaPackage(service.getFile());
        Set<String> taken = classes.get(javaPackage);
        String name = MemberNames.free(service.getName() + SUFFIX, taken);
        ServiceNames names = new ServiceNames(service, javaPackage, name, taken);
        taken.add(name);
        String folder = javaPackage.isEmpty() ? "" : javaPackage.replace('.', '/') + '/';
        return CodeGeneratorResponse.File.newBuilder()
                .setName(folder + name + ".java")
                .setContent(new ServiceFile(service, names).text())
                .build();
    }
}
