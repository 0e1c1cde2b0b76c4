package dev.stillframe.grpc.services;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands in the files of some services, and in all that they import, by name. */
final class Catalogue {
    private final Map<String, FileDescriptor> files = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> symbols = new HashMap<>();

    /** By the full name of the message that is extended, then by number. */
    private final Map<String, SortedMap<Integer, FileDescriptor>> extensions = new HashMap<>();

    Catalogue(Collection<ServiceDescriptor> services) {
        services.forEach(service -> add(service.getFile()));
    }

    @Nullable FileDescriptor file(String name) {
        return files.get(name);
    }

    @Nullable FileDescriptor symbol(String fullName) {
        return symbols.get(fullName);
    }

    @Nullable FileDescriptor extension(String message, int number) {
        SortedMap<Integer, FileDescriptor> of = extensions.get(message);
        return of == null ? null : of.get(number);
    }

    /** The numbers in order; null where there is no such message. */
    @Nullable List<Integer> extensionNumbers(String message) {
        SortedMap<Integer, FileDescriptor> of = extensions.get(message);
        return of == null ? null : List.copyOf(of.keySet());
    }

    private void add(FileDescriptor file) {
        if (files.putIfAbsent(file.getName(), file) != null) {
            return;
        }
        file.getDependencies().forEach(this::add);
        file.getServices().forEach(this::add);
        file.getMessageTypes().forEach(this::add);
        file.getEnumTypes().forEach(this::add);
        file.getExtensions().forEach(this::addExtension);
    }

    private void symbol(GenericDescriptor declared) {
        symbols.putIfAbsent(declared.getFullName(), declared.getFile());
    }

    private void add(ServiceDescriptor service) {
        symbol(service);
        service.getMethods().forEach(this::symbol);
    }

    private void add(Descriptor message) {
        symbol(message);
        extensions.computeIfAbsent(message.getFullName(), none -> new TreeMap<>());
        message.getFields().forEach(this::symbol);
        message.getOneofs().forEach(this::symbol);
        message.getNestedTypes().forEach(this::add);
        message.getEnumTypes().forEach(this::add);
        message.getExtensions().forEach(this::addExtension);
    }

    private void add(EnumDescriptor declared) {
        symbol(declared);
        // The values of an enum are its siblings by name (descriptor.proto), not its members.
        String whole = declared.getFullName();
        String scope = whole.substring(0, whole.length() - declared.getName().length());
        declared.getValues()
                .forEach(value -> symbols.putIfAbsent(scope + value.getName(), declared.getFile()));
    }

    private void addExtension(FieldDescriptor extension) {
        symbol(extension);
        extensions
                .computeIfAbsent(
                        extension.getContainingType().getFullName(), none -> new TreeMap<>())
                .putIfAbsent(extension.getNumber(), extension.getFile());
    }
}
