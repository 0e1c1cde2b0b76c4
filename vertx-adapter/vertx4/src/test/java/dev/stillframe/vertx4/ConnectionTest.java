package dev.stillframe.vertx4;

import static dev.stillframe.vertx4.Served.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection's application is told of it. */
@Timeout(120)
class ConnectionTest {
    @Test
    void pingsOfTheClientsAreTold() throws Exception {
        Vertx vertx = Vertx.vertx();
        Promise<Buffer> pinged = Promise.promise();
        Promise<Context> on = Promise.promise();
        Promise<Context> expected = Promise.promise();
        HttpServer server =
                Http2Server.create(vertx, new HttpServerOptions().setHost("localhost"))
                        .connectionHandler(
                                connection -> {
                                    expected.complete(Vertx.currentContext());
                                    connection.pingHandler(
                                            ping -> {
                                                on.complete(Vertx.currentContext());
                                                pinged.complete(ping);
                                            });
                                });
        try (Served served = Served.by(vertx, server, request -> request.response().end())) {
            Buffer sent = Buffer.buffer("8 octets");
            Future<Buffer> pong =
                    served.client
                            .request(HttpMethod.GET, "/")
                            .compose(request -> request.connection().ping(sent));
            assertEquals(sent, await(pong));
            assertEquals(sent, await(pinged.future()));
            assertEquals(await(expected.future()), await(on.future()));
        }
    }
}
