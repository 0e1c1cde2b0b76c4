package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Push;
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
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * A server that pushes (RFC 9113 section 8.4), and a client that accepts one push and refuses
 * another. Both ends have it off unless they say otherwise.
 */
public final class PushBoth {
    private PushBoth() {}

    static Server serve(int port) throws IOException {
        return Server.builder()
                .connection(Options.of(Role.SERVER).withPush())
                .listen(port)
                .handler(PushBoth::answer)
                .start();
    }

    private static void answer(ServerExchange exchange) throws IOException {
        for (String path : new String[] {"/style.css", "/script.js"}) {
            RequestHead asked = exchange.request();
            ServerExchange pushed =
                    exchange.push(RequestHead.get(asked.scheme(), asked.authority(), path));
            if (pushed != null) { // null: the client wants none
                try (pushed) {
                    pushed.respond(ResponseHead.of(200), Octets.utf8("the content of " + path));
                } catch (IOException e) {
                    // The client refused this one, and the page is answered all the same.
                }
            }
        }
        exchange.respond(ResponseHead.of(200), Octets.utf8("a page"));
    }

    /** The page, and the style that came with it. */
    static String fetch(URI uri) throws IOException {
        CompletableFuture<String> style = new CompletableFuture<>();
        Push push = promised -> promised.path().equals("/style.css") ? it -> read(it, style) : null;
        try (Client client = Client.builder().acceptPush().open()) {
            String page = client.send(Request.get(uri).onPush(push)).content().utf8();
            return page + " with " + style.join();
        }
    }

    private static void read(ClientExchange pushed, CompletableFuture<String> to) {
        try (pushed) {
            byte[] all = pushed.input().readAllBytes();
            to.complete(new String(all, StandardCharsets.UTF_8));
        } catch (IOException e) {
            to.completeExceptionally(new UncheckedIOException(e));
        }
    }

    /** No arguments: serves, and asks itself. */
    public static void main(String[] arguments) throws Exception {
        try (Server server = serve(0)) {
            int port = Running.port(server);
            System.out.println(fetch(URI.create("http://localhost:" + port + "/")));
        }
    }
}
