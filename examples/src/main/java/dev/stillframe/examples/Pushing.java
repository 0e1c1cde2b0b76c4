package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** A page whose style sheet is pushed, and a client that takes style sheets and nothing else. */
public final class Pushing {
    private Pushing() {}

    /** Shows both to each other. */
    public static void main(String[] args) throws Exception {
        try (Server server = server(0)) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            ask(URI.create("http://localhost:" + port + "/page"))
                    .forEach((path, text) -> System.out.println(path + ": " + text));
        }
    }

    static Server server(int port) throws IOException {
        return Server.builder()
                .listen(port)
                .connection(Options.of(Role.SERVER).withPush())
                .handler(Pushing::page)
                .start();
    }

    private static void page(ServerExchange exchange) throws IOException {
        RequestHead page = exchange.request();
        for (String path : new String[] {"/style.css", "/script.js"}) {
            // Null when the client wants no pushes: it will ask.
            ServerExchange pushed =
                    exchange.push(RequestHead.get(page.scheme(), page.authority(), path));
            if (pushed != null) {
                pushed.respond(ResponseHead.of(200), Octets.utf8("this is " + path));
            }
        }
        exchange.respond(ResponseHead.of(200), Octets.utf8("this is " + page.path()));
    }

    /** What was had, by path. */
    static Map<String, String> ask(URI uri) throws IOException, InterruptedException {
        Map<String, String> had = new TreeMap<>();
        CountDownLatch pushed = new CountDownLatch(1);
        try (Client client = Client.builder().acceptPush().open()) {
            Request request =
                    Request.get(uri)
                            .onPush(
                                    head ->
                                            head.path().endsWith(".css")
                                                    ? taken -> keep(taken, had, pushed)
                                                    : null);
            String page = client.send(request).content().utf8();
            pushed.await();
            had.put(uri.getPath(), page);
        }
        return had;
    }

    private static void keep(
            ClientExchange pushed, Map<String, String> had, CountDownLatch complete) {
        try {
            String text = new String(pushed.input().readAllBytes());
            had.put(pushed.request().path(), text);
        } catch (IOException e) {
            had.put(pushed.request().path(), e.getMessage());
        } finally {
            complete.countDown();
        }
    }
}
