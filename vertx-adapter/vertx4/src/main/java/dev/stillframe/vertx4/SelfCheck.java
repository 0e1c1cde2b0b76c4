package dev.stillframe.vertx4;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Vert.x that runs is one that this package was made for. Much of what it uses is not
 * part of Vert.x' public API: better one sentence at the start than a linkage error at the first
 * request.
 */
final class SelfCheck {
    /**
     * What stands in for classes of Vert.x, by name: a class that cannot be linked is an obstacle.
     */
    private static final List<String> OURS =
            List.of(
                    "StillframeServer",
                    "ServerConnection",
                    "ServerRequest",
                    "ServerResponse",
                    "HeaderFields",
                    "Tunnel",
                    "Upload",
                    "UploadPart");

    private static final @Nullable String OBSTACLE = check(version());

    private SelfCheck() {}

    /** Why ours cannot be used, in one sentence; null where it can. */
    static @Nullable String obstacle() {
        return OBSTACLE;
    }

    static @Nullable String check(String version) {
        if (!version.startsWith("4.5.")) {
            return sentence(version, "");
        }
        try {
            for (String name : OURS) {
                String missing =
                        missing(Class.forName(SelfCheck.class.getPackageName() + "." + name));
                if (missing != null) {
                    return sentence(version, " " + missing + " is not known to it.");
                }
            }
            return null;
        } catch (ClassNotFoundException | LinkageError e) {
            return sentence(version, " " + e);
        }
    }

    /** A method that Vert.x has come to ask for, and the class does not have. */
    private static @Nullable String missing(Class<?> ours) {
        for (Method method : ours.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                return method.toString();
            }
        }
        return null;
    }

    private static String sentence(String version, String detail) {
        return "Stillframe's HTTP/2 was made for Vert.x 4.5 and cannot run on this one ("
                + version
                + "): Vert.x' own HTTP/2 is used."
                + detail;
    }

    static String version() {
        try (InputStream told =
                Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return told == null
                    ? "its version is not told"
                    : new String(told.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "its version is not told";
        }
    }
}
