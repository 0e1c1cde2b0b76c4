package dev.stillframe.vertx.binding;

import io.netty.handler.codec.compression.CompressionOptions;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.WebSocketServerConfig;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.http.impl.tcp.HttpServerConnectionInitializer;
import io.vertx.core.http.impl.tcp.TcpHttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Vert.x that runs is one that this package was made for. What it uses is not part of
 * Vert.x' public API, so each minor version may move it: better one sentence at the start than a
 * linkage error at the first request.
 */
final class SelfCheck {
    private static final @Nullable String OBSTACLE = check(version());

    private SelfCheck() {}

    /** Why ours cannot be used, in one sentence; null where it can. */
    static @Nullable String obstacle() {
        return OBSTACLE;
    }

    static @Nullable String check(String version) {
        try {
            HttpServerConnectionHandler.class.getConstructor(
                    TcpHttpServer.class,
                    Set.class,
                    String.class,
                    Handler.class,
                    Handler.class,
                    Handler.class,
                    Handler.class,
                    Handler.class,
                    Handler.class,
                    int.class);
            HttpServerConnectionInitializer.class.getConstructor(
                    ContextInternal.class,
                    ThreadingModel.class,
                    boolean.class,
                    Supplier.class,
                    TcpHttpServer.class,
                    boolean.class,
                    boolean.class,
                    TracingPolicy.class,
                    boolean.class,
                    CompressionOptions[].class,
                    int.class,
                    boolean.class,
                    int.class,
                    int.class,
                    int.class,
                    QueryParamDecoderConfig.class,
                    Http1ServerConfig.class,
                    Http2ServerConfig.class,
                    boolean.class,
                    WebSocketServerConfig.class,
                    ServerSSLOptions.class,
                    String.class,
                    Handler.class,
                    Handler.class,
                    HttpServerMetrics.class,
                    TransportMetrics.class,
                    Object.class);
            TcpHttpServer.class.getConstructor(
                    VertxInternal.class,
                    HttpServerConfig.class,
                    ServerSSLOptions.class,
                    SSLEngineOptions.class,
                    HttpServerMetrics.class,
                    boolean.class);
            complete(FramedConnection.class);
            complete(FramedServer.class);
            return null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return "Stillframe's HTTP/2 knows Vert.x 5.1.6 to 5.2 and cannot run on this one, "
                    + version
                    + ", so Vert.x' own HTTP/2 is used: "
                    + e;
        }
    }

    /** A method that a later version asks for would otherwise be missed when it is called. */
    private static void complete(Class<?> type) throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                throw new NoSuchMethodException(method.toString());
            }
        }
    }

    private static String version() {
        String version = Vertx.class.getPackage().getImplementationVersion();
        if (version == null && Vertx.class.getModule().getDescriptor() != null) {
            version = Vertx.class.getModule().getDescriptor().rawVersion().orElse(null);
        }
        return version == null ? "which does not tell its version" : version;
    }
}
