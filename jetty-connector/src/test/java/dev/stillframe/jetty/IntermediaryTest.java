package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler that is a gateway from HTTP/2 to HTTP/1.1, as Jetty's client makes one. */
@Timeout(30)
class IntermediaryTest {
    /** Answers one request of HTTP/1.1, and gives the lines of its head. */
    private static CompletableFuture<List<String>> origin(ServerSocket listening) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Socket socket = listening.accept()) {
                        BufferedReader in =
                                new BufferedReader(new InputStreamReader(socket.getInputStream()));
                        List<String> head = new ArrayList<>();
                        for (String line = in.readLine();
                                line != null && !line.isEmpty();
                                line = in.readLine()) {
                            head.add(line);
                        }
                        String answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
                        socket.getOutputStream().write(answer.getBytes());
                        return head;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static TestServer.Handling gateway(HttpClient client) {
        return (Request request, Response response, Callback callback) ->
                client.newRequest(request.getHttpURI().toURI())
                        .headers(
                                fields ->
                                        request.getHeaders().stream()
                                                .filter(field -> !field.is("host"))
                                                .forEach(fields::add))
                        .send(
                                result -> {
                                    response.setStatus(result.getResponse().getStatus());
                                    callback.succeeded();
                                });
    }

    @Tag("rfc:9113-8.3.1-8")
    @ParameterizedTest
    @CsvSource({"api.example:8080,", "api.example:8080, API.example:8080", "api.example, "})
    @DisplayName("MUST use the value from the \":authority\" field as that of the Host field")
    void host(String authority, String host) throws Exception {
        HttpClient client = new HttpClient();
        try (ServerSocket listening = new ServerSocket(0)) {
            int port = listening.getLocalPort();
            client.getProxyConfiguration().addProxy(new HttpProxy("localhost", port));
            client.start();
            CompletableFuture<List<String>> head = origin(listening);
            try (TestServer server = TestServer.with(gateway(client)).start();
                    Peer peer = server.peer()) {
                String[] request = {
                    ":method", "GET", ":scheme", "http", ":path", "/a", ":authority", authority
                };
                if (host != null) {
                    request = Arrays.copyOf(request, 10);
                    request[8] = "host";
                    request[9] = host;
                }
                assertEquals(204, peer.headers(1, true, request).await(1).status);
            }
            assertEquals("GET http://" + authority + "/a HTTP/1.1", head.get().get(0));
            List<String> hosts =
                    head.get().stream()
                            .filter(line -> line.regionMatches(true, 0, "Host:", 0, 5))
                            .toList();
            assertEquals(List.of("Host: " + authority), hosts);
        } finally {
            client.stop();
        }
    }
}
