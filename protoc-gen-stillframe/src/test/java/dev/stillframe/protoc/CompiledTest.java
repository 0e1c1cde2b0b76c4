package dev.stillframe.protoc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.grpc.protobuf.ProtobufCodec;
import dev.stillframe.protoc.odd.OddRpc;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated, compiled with every warning an error, and looked at from outside. */
class CompiledTest {
    @TempDir static Path folder;

    @BeforeAll
    static void compile() throws Exception {
        Path sources = folder.resolve("sources");
        for (Map.Entry<String, String> file : Requests.generated().entrySet()) {
            Path path = sources.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> files =
                    manager.getJavaFileObjectsFromPaths(javaFiles(sources));
            boolean compiled = compiler.getTask(said, manager, null, options(), null, files).call();
            assertTrue(compiled, said::toString);
        }
    }

    private static List<Path> javaFiles(Path sources) throws IOException {
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> options() {
        String path =
                Stream.of(Method.class, ProtobufCodec.class, MessageLite.class, OddRpc.class)
                        .map(CompiledTest::where)
                        .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                "-Xlint:all,-classfile",
                "-Werror",
                "-Xdoclint:syntax,html,reference",
                "--release",
                "21",
                "-proc:none",
                "-cp",
                path,
                "-d",
                folder.toString());
    }

    private static String where(Class<?> type) {
        try {
            URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(location).toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> generated(URLClassLoader loader, String name) throws Exception {
        return Class.forName("dev.stillframe.protoc." + name, true, loader);
    }

    private static URLClassLoader loader() throws IOException {
        return new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, CompiledTest.class.getClassLoader());
    }

    @Test
    @DisplayName("Methods have their names, kinds and codecs")
    void methods() throws Exception {
        try (URLClassLoader loader = loader()) {
            Class<?> guide = generated(loader, "routeguide.RouteGuideRpc");
            List<?> methods = (List<?>) guide.getField("METHODS").get(null);
            assertEquals(
                    List.of(
                            "routeguide.RouteGuide/GetFeature UNARY",
                            "routeguide.RouteGuide/ListFeatures SERVER_STREAMING",
                            "routeguide.RouteGuide/RecordRoute CLIENT_STREAMING",
                            "routeguide.RouteGuide/RouteChat BIDIRECTIONAL"),
                    methods.stream()
                            .map(each -> each + " " + ((Method<?, ?>) each).kind())
                            .toList());
            assertEquals("routeguide.RouteGuide", guide.getField("SERVICE").get(null));
        }
    }

    @Test
    @DisplayName("Names that Java cannot have are as the .proto has them on the wire")
    void wireNames() throws Exception {
        try (URLClassLoader loader = loader()) {
            Class<?> odd = generated(loader, "odd.OddRpc_");
            Method<?, ?> third = (Method<?, ?>) odd.getField("SAY_HELLO__").get(null);
            assertEquals("/odd.Odd/say_hello", third.path());
            Method<?, ?> nothing = (Method<?, ?>) odd.getField("NOTHING").get(null);
            assertTrue(nothing.idempotent());
            ProtobufCodec<?> codec = assertInstanceOf(ProtobufCodec.class, nothing.request());
            assertEquals(Empty.getDefaultInstance(), codec.defaultInstance());
        }
    }

    @Test
    @DisplayName("All methods are served in the style that was asked for")
    void services() throws Exception {
        try (URLClassLoader loader = loader()) {
            for (String style : List.of("Service", "Machines")) {
                Class<?> guide = generated(loader, "routeguide.RouteGuideRpc");
                Class<?> type = generated(loader, "routeguide.RouteGuideRpc$" + style);
                Object nothing =
                        Proxy.newProxyInstance(
                                loader, new Class<?>[] {type}, (self, method, arguments) -> null);
                Services services =
                        (Services) guide.getMethod("services", type).invoke(null, nothing);
                assertEquals(
                        guide.getField("METHODS").get(null),
                        services.all().stream().map(Services.Offered::method).toList());
                for (Services.Offered<?, ?> offered : services.all()) {
                    boolean folded = offered.handler() instanceof MethodHandler.Folded<?, ?>;
                    assertEquals(style.equals("Machines"), folded);
                }
            }
        }
    }
}
