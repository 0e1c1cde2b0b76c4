package dev.stillframe.workbench.vertx;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Vert.x 4.5 with one of two HTTP/2 layers. Its classes have the same names as those of Vert.x 5,
 * so it has a class loader of its own; what is said across is of the JDK's types.
 */
public final class Vertx4Front implements Front {

    /** Vert.x 4.5 with Stillframe. */
    public static final Vertx4Front STILLFRAME =
            new Vertx4Front("vertx4", "Vert.x 4.5 with Stillframe", true, false);

    /** The same with receive windows that never hold anything up. */
    public static final Vertx4Front UNLIMITED =
            new Vertx4Front(
                    "vertx4-unlimited",
                    "Vert.x 4.5 with Stillframe and unlimited receive windows",
                    true,
                    true);

    /** Vert.x 4.5 as it comes. */
    public static final Vertx4Front NATIVE =
            new Vertx4Front("vertx4-native", "Vert.x 4.5 with its own HTTP/2", false, false);

    private static final String START = "dev.stillframe.workbench.vertx4.Start";

    private final String name;
    private final String description;
    private final boolean ours;
    private final boolean unlimited;

    private Vertx4Front(String name, String description, boolean ours, boolean unlimited) {
        this.name = name;
        this.description = description;
        this.ours = ours;
        this.unlimited = unlimited;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description + "; requests' trailers do not reach its applications";
    }

    @Override
    public boolean isPeer() {
        return !ours;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return start(
                listening,
                Map.of("ours", ours, "unlimited", unlimited, "application", "reference"));
    }

    /**
     * Serves another application than the reference: {@code calls}, which vertx-grpc answers, or
     * {@code hosted}, which Stillframe does.
     */
    public static Serving start(Listening listening, boolean ours, String application)
            throws Exception {
        return start(
                listening, Map.of("ours", ours, "unlimited", false, "application", application));
    }

    private static Serving start(Listening listening, Map<String, Object> kind) throws Exception {
        Map<String, Object> wanted = new HashMap<>(kind);
        wanted.put("port", listening.port());
        Listening.Tls tls = listening.tls();
        if (tls != null) {
            wanted.put("tlsPort", tls.port());
            wanted.put("certificate", tls.identity().pem());
            wanted.put("key", tls.identity().keyPem());
        }
        URLClassLoader loader = new URLClassLoader(path(), ClassLoader.getPlatformClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Services are looked for there, and its threads inherit it.
        thread.setContextClassLoader(loader);
        try {
            return new Started(loader, started(loader, wanted));
        } catch (Exception failure) {
            loader.close();
            throw failure;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @SuppressWarnings("unchecked") // a class file of ours, of which this loader knows no more
    private static Map<String, Object> started(ClassLoader loader, Map<String, Object> wanted)
            throws ReflectiveOperationException {
        var start =
                (Function<Map<String, Object>, Map<String, Object>>)
                        loader.loadClass(START).getConstructor().newInstance();
        return start.apply(wanted);
    }

    /** What was built beside the workbench. */
    private static URL[] path() throws IOException {
        String root = System.getProperty("stillframe.root");
        if (root == null) {
            throw new IllegalStateException("This needs the source tree: run it as ./stillframe.");
        }
        Path target = Path.of(root, "workbench-vertx4", "target");
        List<URL> path = new ArrayList<>();
        path.add(url(target.resolve("classes")));
        String others = Files.readString(target.resolve("path")).strip();
        for (String one : others.split(File.pathSeparator)) {
            path.add(url(Path.of(one)));
        }
        return path.toArray(URL[]::new);
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private record Started(URLClassLoader loader, Map<String, Object> told) implements Serving {
        @Override
        public int port() {
            return number("port").intValue();
        }

        @Override
        public int tlsPort() {
            return told.containsKey("tlsPort") ? number("tlsPort").intValue() : NO_PORT;
        }

        private Number number(String name) {
            return (Number) Objects.requireNonNull(told.get(name));
        }

        @Override
        public void close() {
            try {
                ((Callable<?>) Objects.requireNonNull(told.get("close"))).call();
                loader.close();
            } catch (Exception failure) {
                throw new IllegalStateException("the server did not stop", failure);
            }
        }
    }
}
