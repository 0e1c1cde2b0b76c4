package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/** The smallest server and the smallest client, which the README shows. */
public final class Hello {
    private Hello() {}

    /** {@code Hello}: serves on a free port, and asks. */
    public static void main(String[] args) throws IOException {
        try (Server server = serve(0)) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            System.out.print(ask(URI.create("http://localhost:" + port + "/")));
        }
    }

    static Server serve(int port) throws IOException {
        ResponseHead ok = ResponseHead.of(200, "content-type", "text/plain");
        return Server.builder()
                .listen(port)
                .handler(exchange -> exchange.respond(ok, Octets.utf8("Hello, World!\n")))
                .start();
    }

    static String ask(URI uri) throws IOException {
        try (Client client = Client.builder().open()) {
            Request request = Request.get(uri).within(Duration.ofSeconds(10));
            Response response = client.send(request);
            return response.status() + " " + response.content().utf8();
        }
    }
}
