package dev.stillframe.vertx.modular;

import dev.stillframe.vertx.Http2Server;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** Says which module the adapter is in, and who has served a request over which version. */
public final class Program {
    private static final long SECONDS = 40;

    private Program() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server =
                    Http2Server.create(vertx, new HttpServerOptions())
                            .requestHandler(
                                    request ->
                                            request.response()
                                                    .end(
                                                            request.connection()
                                                                            .getClass()
                                                                            .getSimpleName()
                                                                    + " "
                                                                    + request.version()))
                            .listen(0, "localhost")
                            .await(SECONDS, TimeUnit.SECONDS);
            HttpClientOptions options =
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false);
            HttpClient client = vertx.createHttpClient(options);
            String content =
                    client.request(HttpMethod.GET, server.actualPort(), "localhost", "/")
                            .compose(request -> request.send().compose(HttpClientResponse::body))
                            .await(SECONDS, TimeUnit.SECONDS)
                            .toString();
            client.close(); // referred to until here: Vert.x closes one that is not
            System.out.print(Http2Server.class.getModule().getName() + " " + content);
        } finally {
            vertx.close().await(SECONDS, TimeUnit.SECONDS);
        }
    }
}
