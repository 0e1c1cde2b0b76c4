package dev.stillframe.behaviour;

import dev.stillframe.vertx.Http2Server;
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
import io.vertx.core.http.HttpSettings;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.internal.http.QueryParamDecoder;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.concurrent.TimeUnit;

/** What is spelled differently in Vert.x 5. */
final class Line {
    private Line() {}

    static EventExecutorGroup loops(Vertx vertx) {
        return ((VertxInternal) vertx).nettyEventLoopGroup();
    }

    static HttpServer ours(Vertx vertx, HttpServerOptions options) {
        return Http2Server.create(vertx, options);
    }

    static Future<?> shutdown(HttpServer server, long milliseconds) {
        return server.shutdown(milliseconds, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("deprecation")
    static void goAway(HttpConnection connection, long code) {
        connection.goAway(code);
    }

    @SuppressWarnings("deprecation")
    static void goAway(HttpConnection connection, long code, int last, Buffer words) {
        connection.goAway(code, last, words);
    }

    /** What an observer has for this request. */
    static Object metric(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).metric();
    }

    /** A query as the request would decode its own. */
    static String parameters(HttpServerRequest request, String query) {
        QueryParamDecoder decoder = ((HttpServerRequestInternal) request).queryParamDecoder();
        return String.join(" ", decoder.decode(query).names());
    }

    static boolean isValidAuthority(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).isValidAuthority();
    }

    static Future<Boolean> reload(HttpServer server, PfxOptions keys) {
        return server.updateSSLOptions(
                new ServerSSLOptions().setKeyCertOptions(keys).setUseAlpn(true));
    }

    static String settings(HttpConnection connection) {
        return told(connection.settings());
    }

    static String remoteSettings(HttpConnection connection) {
        return told(connection.remoteSettings());
    }

    static String told(HttpSettings settings) {
        return ((Http2Settings) settings).toJson().encode();
    }

    static HttpServerOptions strictThreads(HttpServerOptions options) {
        return options.setStrictThreadMode(true);
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
        public ByteBuf unwrap() {
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
