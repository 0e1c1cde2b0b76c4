package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a connection's application asks of it and is told of it. */
class ConnectionTest extends Served {
    @Test
    void ofSettingsThoseThatWereSetChange() throws Exception {
        CompletableFuture<Http2Settings> said = new CompletableFuture<>();
        int port =
                serve(
                        new HttpServerOptions()
                                .setInitialSettings(
                                        new Http2Settings().setInitialWindowSize(200_000)),
                        request ->
                                request.connection()
                                        .updateSettings(
                                                new Http2Settings().setMaxConcurrentStreams(7))
                                        .onComplete(
                                                done -> {
                                                    said.complete(
                                                            (Http2Settings)
                                                                    request.connection()
                                                                            .settings());
                                                    request.response().end();
                                                }));
        get(client(false, HttpVersion.HTTP_2), port, "/");
        Http2Settings settings = await(said);
        assertEquals(7, settings.getMaxConcurrentStreams());
        assertEquals(200_000, settings.getInitialWindowSize());
    }
}
