package dev.stillframe.grpc.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.EmptyProto;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionRequest;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionResponse;
import dev.stillframe.grpc.services.reflection.v1.ServerReflectionRpc;
import dev.stillframe.grpc.services.reflection.v1.ServiceResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code grpc.reflection}. */
class ReflectionTest {
    private static final String HEALTH = "grpc/health/v1/health.proto";

    /** A service with an import, an extension and what else has a name. */
    private static ServiceDescriptor odd() throws Exception {
        FieldDescriptorProto.Builder extension =
                FieldDescriptorProto.newBuilder()
                        .setName("more")
                        .setNumber(101)
                        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                        .setType(FieldDescriptorProto.Type.TYPE_INT32)
                        .setExtendee(".odd.Extended");
        FileDescriptorProto file =
                FileDescriptorProto.newBuilder()
                        .setName("odd.proto")
                        .setPackage("odd")
                        .addDependency("google/protobuf/empty.proto")
                        .addMessageType(
                                DescriptorProto.newBuilder()
                                        .setName("Extended")
                                        .addExtensionRange(
                                                DescriptorProto.ExtensionRange.newBuilder()
                                                        .setStart(100)
                                                        .setEnd(200)))
                        .addExtension(extension)
                        .addExtension(extension.clone().setName("most").setNumber(100))
                        .addService(
                                ServiceDescriptorProto.newBuilder()
                                        .setName("Odd")
                                        .addMethod(
                                                MethodDescriptorProto.newBuilder()
                                                        .setName("Do")
                                                        .setInputType(".odd.Extended")
                                                        .setOutputType(".google.protobuf.Empty")))
                        .build();
        FileDescriptor[] imports = {EmptyProto.getDescriptor()};
        return FileDescriptor.buildFrom(file, imports).findServiceByName("Odd");
    }

    private static List<ServerReflectionResponse> ask(ServerReflectionRequest.Builder... requests)
            throws Exception {
        InMemory calls = new InMemory(Reflection.services(HealthRpc.descriptor(), odd()));
        List<ServerReflectionRequest> built = new ArrayList<>();
        for (ServerReflectionRequest.Builder request : requests) {
            built.add(request.build());
        }
        return calls.all(ServerReflectionRpc.SERVER_REFLECTION_INFO, built);
    }

    private static ServerReflectionRequest.Builder request() {
        return ServerReflectionRequest.newBuilder().setHost("host");
    }

    private static List<String> files(ServerReflectionResponse response) throws Exception {
        List<String> names = new ArrayList<>();
        for (ByteString file : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            names.add(FileDescriptorProto.parseFrom(file).getName());
        }
        return names;
    }

    @Test
    @DisplayName("It lists all services, itself too, and gives back what was asked")
    void list() throws Exception {
        ServerReflectionResponse response = ask(request().setListServices("*")).getFirst();
        assertEquals(
                List.of(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection",
                        "odd.Odd"),
                response.getListServicesResponse().getServiceList().stream()
                        .map(ServiceResponse::getName)
                        .toList());
        assertEquals("host", response.getValidHost());
        assertEquals(request().setListServices("*").build(), response.getOriginalRequest());
    }

    @Test
    @DisplayName("A file is found by its name and by all that it declares")
    void symbols() throws Exception {
        assertEquals(List.of(HEALTH), files(ask(request().setFileByFilename(HEALTH)).getFirst()));
        for (String symbol :
                List.of(
                        "grpc.health.v1.Health",
                        "grpc.health.v1.Health.Watch",
                        "grpc.health.v1.HealthCheckRequest",
                        "grpc.health.v1.HealthCheckRequest.service",
                        "grpc.health.v1.HealthCheckResponse.ServingStatus",
                        "grpc.health.v1.HealthCheckResponse.SERVING",
                        "grpc.health.v1.HealthListResponse.StatusesEntry")) {
            assertEquals(
                    List.of(HEALTH),
                    files(ask(request().setFileContainingSymbol(symbol)).getFirst()),
                    symbol);
        }
    }

    @Test
    @DisplayName("Imports come with a file, once in a call; the file whenever it is asked for")
    void imports() throws Exception {
        ServerReflectionRequest.Builder odd = request().setFileContainingSymbol("odd.Odd.Do");
        ServerReflectionRequest.Builder empty =
                request().setFileContainingSymbol("google.protobuf.Empty");
        List<ServerReflectionResponse> responses = ask(odd, odd, empty);
        assertEquals(List.of("odd.proto", "google/protobuf/empty.proto"), files(responses.get(0)));
        assertEquals(List.of("odd.proto"), files(responses.get(1)));
        assertEquals(List.of("google/protobuf/empty.proto"), files(responses.get(2)));
    }

    @Test
    @DisplayName("Extensions are found by message and number")
    void extensions() throws Exception {
        ServerReflectionRequest.Builder one = request();
        one.getFileContainingExtensionBuilder()
                .setContainingType("odd.Extended")
                .setExtensionNumber(101);
        ServerReflectionRequest.Builder all =
                request().setAllExtensionNumbersOfType("odd.Extended");
        ServerReflectionRequest.Builder none =
                request().setAllExtensionNumbersOfType("google.protobuf.Empty");
        List<ServerReflectionResponse> responses = ask(one, all, none);
        assertEquals("odd.proto", files(responses.get(0)).getFirst());
        assertEquals(
                List.of(100, 101),
                responses.get(1).getAllExtensionNumbersResponse().getExtensionNumberList());
        assertEquals(
                "odd.Extended",
                responses.get(1).getAllExtensionNumbersResponse().getBaseTypeName());
        assertEquals(
                0, responses.get(2).getAllExtensionNumbersResponse().getExtensionNumberCount());
    }

    @Test
    @DisplayName("What is not there is an error of the response, and the call goes on")
    void errors() throws Exception {
        ServerReflectionRequest.Builder extension = request();
        extension
                .getFileContainingExtensionBuilder()
                .setContainingType("odd.Extended")
                .setExtensionNumber(7);
        List<ServerReflectionResponse> responses =
                ask(
                        request().setFileByFilename("no.proto"),
                        request().setFileContainingSymbol("no.Symbol"),
                        extension,
                        request().setAllExtensionNumbersOfType("no.Type"),
                        request());
        assertEquals(
                List.of(
                        Code.NOT_FOUND.number(),
                        Code.NOT_FOUND.number(),
                        Code.NOT_FOUND.number(),
                        Code.NOT_FOUND.number(),
                        Code.INVALID_ARGUMENT.number()),
                responses.stream().map(each -> each.getErrorResponse().getErrorCode()).toList());
    }

    @Test
    @DisplayName("The older version answers under its own name, with the same octets")
    void alpha() throws Exception {
        Services services = Reflection.services();
        assertEquals(
                List.of(
                        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"),
                services.all().stream().map(each -> each.method().path()).toList());
        Method<
                        dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRequest,
                        dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionResponse>
                theirs =
                        dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRpc
                                .SERVER_REFLECTION_INFO;
        assertEquals(services.all().getLast().method().path(), theirs.path());
        ByteString request = request().setFileContainingSymbol("a.B").build().toByteString();
        dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRequest read =
                dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRequest.parseFrom(
                        request);
        assertEquals("a.B", read.getFileContainingSymbol());
        assertEquals("host", read.getHost());
    }
}
