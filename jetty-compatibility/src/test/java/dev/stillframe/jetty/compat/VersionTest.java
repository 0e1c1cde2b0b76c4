package dev.stillframe.jetty.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.stillframe.jetty.Http2CServerConnectionFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One binary serves several versions of Jetty. */
class VersionTest {
    @Test
    @DisplayName("The connector serves a request on this Jetty too")
    void serves() throws Exception {
        assertNotEquals("12.1.14", Server.getVersion(), "not another Jetty");
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector =
                new ServerConnector(
                        server,
                        new HttpConnectionFactory(configuration),
                        new Http2CServerConnectionFactory(configuration));
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract.NonBlocking() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        String protocol = request.getConnectionMetaData().getProtocol();
                        response.write(true, BufferUtil.toBuffer(protocol), callback);
                        return true;
                    }
                });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/");
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals("HTTP/2.0", response.body());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
        } finally {
            server.stop();
        }
    }
}
