package dev.stillframe.grpc.services;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.grpc.services.reflection.v1.ErrorResponse;
import dev.stillframe.grpc.services.reflection.v1.ExtensionNumberResponse;
import dev.stillframe.grpc.services.reflection.v1.ExtensionRequest;
import dev.stillframe.grpc.services.reflection.v1.FileDescriptorResponse;
import dev.stillframe.grpc.services.reflection.v1.ListServiceResponse;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionRequest;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionResponse;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionRpc;
import dev.stillframe.grpc.services.reflection.v1.ServiceResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients what a server offers, with the descriptors of all messages ({@code
 * grpc.reflection.v1} and {@code v1alpha}, which are the same but for their names). It tells
 * everybody: leave it out where that is not wanted.
 */
public final class Reflection {
    /** The older name, with the same messages on the wire. */
    private static final Method<ServerReflectionRequest, ServerReflectionResponse> ALPHA =
            Method.of(
                    Method.Kind.BIDIRECTIONAL,
                    dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRpc.SERVICE,
                    ServerReflectionRpc.SERVER_REFLECTION_INFO.name(),
                    ServerReflectionRpc.SERVER_REFLECTION_INFO.request(),
                    ServerReflectionRpc.SERVER_REFLECTION_INFO.response());

    private final List<ServiceDescriptor> offered;
    private final Catalogue catalogue;

    private Reflection(List<ServiceDescriptor> offered) {
        this.offered = offered;
        this.catalogue = new Catalogue(offered);
    }

    /**
     * The service to be served, in both versions.
     *
     * @param offered all services that are offered, from their {@code descriptor()}; reflection's
     *     own come with it
     */
    public static Services services(ServiceDescriptor... offered) {
        List<ServiceDescriptor> all = new ArrayList<>(List.of(offered));
        all.add(ServerReflectionRpc.descriptor());
        all.add(dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRpc.descriptor());
        all.sort(Comparator.comparing(ServiceDescriptor::getFullName));
        Reflection reflection = new Reflection(List.copyOf(all));
        return Services.builder()
                .bidirectional(ServerReflectionRpc.SERVER_REFLECTION_INFO, reflection::answer)
                .bidirectional(ALPHA, reflection::answer)
                .build();
    }

    private void answer(
            Source<ServerReflectionRequest> requests,
            Sink<ServerReflectionResponse> responses,
            Call call)
            throws RpcException {
        Set<String> sent = new HashSet<>();
        for (ServerReflectionRequest request : requests) {
            ServerReflectionResponse.Builder response =
                    ServerReflectionResponse.newBuilder()
                            .setValidHost(request.getHost())
                            .setOriginalRequest(request);
            answer(request, response, sent);
            responses.send(response.build());
        }
    }

    private void answer(
            ServerReflectionRequest request,
            ServerReflectionResponse.Builder response,
            Set<String> sent) {
        switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(all());
            case FILE_BY_FILENAME -> {
                String name = request.getFileByFilename();
                file(response, catalogue.file(name), "file " + name, sent);
            }
            case FILE_CONTAINING_SYMBOL -> {
                String symbol = request.getFileContainingSymbol();
                file(response, catalogue.symbol(symbol), "symbol " + symbol, sent);
            }
            case FILE_CONTAINING_EXTENSION -> {
                ExtensionRequest extension = request.getFileContainingExtension();
                String type = extension.getContainingType();
                int number = extension.getExtensionNumber();
                FileDescriptor file = catalogue.extension(type, number);
                file(response, file, "extension " + number + " of " + type, sent);
            }
            case ALL_EXTENSION_NUMBERS_OF_TYPE ->
                    numbers(response, request.getAllExtensionNumbersOfType());
            case MESSAGEREQUEST_NOT_SET ->
                    response.setErrorResponse(
                            ErrorResponse.newBuilder()
                                    .setErrorCode(Code.INVALID_ARGUMENT.number())
                                    .setErrorMessage("nothing known is asked for"));
        }
    }

    private ListServiceResponse all() {
        ListServiceResponse.Builder all = ListServiceResponse.newBuilder();
        for (ServiceDescriptor service : offered) {
            all.addService(ServiceResponse.newBuilder().setName(service.getFullName()));
        }
        return all.build();
    }

    private void numbers(ServerReflectionResponse.Builder response, String type) {
        List<Integer> numbers = catalogue.extensionNumbers(type);
        if (numbers == null) {
            response.setErrorResponse(notFound("message " + type));
        } else {
            response.setAllExtensionNumbersResponse(
                    ExtensionNumberResponse.newBuilder()
                            .setBaseTypeName(type)
                            .addAllExtensionNumber(numbers));
        }
    }

    private static void file(
            ServerReflectionResponse.Builder response,
            @Nullable FileDescriptor file,
            String what,
            Set<String> sent) {
        if (file == null) {
            response.setErrorResponse(notFound(what));
            return;
        }
        // The file itself comes whenever it is asked for; what it imports, once.
        sent.remove(file.getName());
        FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
        add(file, files, sent);
        response.setFileDescriptorResponse(files);
    }

    private static void add(
            FileDescriptor file, FileDescriptorResponse.Builder files, Set<String> sent) {
        if (sent.add(file.getName())) {
            files.addFileDescriptorProto(file.toProto().toByteString());
            file.getDependencies().forEach(each -> add(each, files, sent));
        }
    }

    private static ErrorResponse.Builder notFound(String what) {
        return ErrorResponse.newBuilder()
                .setErrorCode(Code.NOT_FOUND.number())
                .setErrorMessage("no such thing: " + what);
    }
}
