package dev.stillframe.behaviour;

import dev.stillframe.vertx4.Http2Server;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;

/** What is spelled differently in Vert.x 4.5. */
final class Line {
    private Line() {}

    static EventExecutorGroup loops(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup();
    }

    static HttpServer ours(Vertx vertx, HttpServerOptions options) {
        return Http2Server.create(vertx, options);
    }

    /** It knows no shutdown of a server: it closes. */
    static Future<?> shutdown(HttpServer server, long milliseconds) {
        return server.close();
    }

    static void goAway(HttpConnection connection, long code) {
        connection.goAway(code);
    }

    static void goAway(HttpConnection connection, long code, int last, Buffer words) {
        connection.goAway(code, last, words);
    }

    static boolean isValidAuthority(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).isValidAuthority();
    }

    static Future<Boolean> reload(HttpServer server, PfxOptions keys) {
        return server.updateSSLOptions(new SSLOptions().setKeyCertOptions(keys));
    }

    static String settings(HttpConnection connection) {
        return told(connection.settings());
    }

    static String remoteSettings(HttpConnection connection) {
        return told(connection.remoteSettings());
    }

    static String told(Http2Settings settings) {
        return settings.toJson().encode();
    }

    /** It has no such mode. */
    static HttpServerOptions strictThreads(HttpServerOptions options) {
        return options;
    }

    static boolean isDuplicate(Context context) {
        return ((ContextInternal) context).isDuplicate();
    }

    static boolean isDuplicateOf(Context context, Context other) {
        return ((ContextInternal) context).unwrap() == ((ContextInternal) other).unwrap();
    }

    static Context context(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).context();
    }

    /** What an observer has for this request. */
    static Object metric(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).metric();
    }

    /** Requests of this line lend nobody their decoder. */
    static String parameters(HttpServerRequest request, String query) {
        return "none for " + query;
    }

    static HttpServerRequest wrapped(HttpServerRequest request) {
        return new HttpServerRequestWrapper((HttpServerRequestInternal) request);
    }

    static Buffer pooled(ByteBuf octets) {
        return new Handed(octets);
    }

    /** A buffer whose octets are the response's to release, as some frameworks have them. */
    private static final class Handed extends BufferImpl {
        private final ByteBuf octets;

        Handed(ByteBuf octets) {
            super();
            this.octets = octets;
        }

        @Override
        public ByteBuf getByteBuf() {
            return octets;
        }

        @Override
        public int length() {
            return octets.readableBytes();
        }
    }

    static StaticHandler statics(String folder) {
        return StaticHandler.create(FileSystemAccess.ROOT, folder);
    }
}
