package dev.stillframe.examples;

import dev.stillframe.api.client.Cleartext;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.URI;

/**
 * HTTP/2 without TLS where nobody knows beforehand that the server speaks it: the connection begins
 * as HTTP/1.1 and asks for {@code h2c} (RFC 7540 section 3.2). RFC 9113 has dropped this; prior
 * knowledge is what a client does by default.
 */
public final class Upgrade {
    private Upgrade() {}

    /** What is there, as text, over a connection that was upgraded. */
    static String text(URI uri) throws IOException {
        try (Client client = Client.builder().cleartext(Cleartext.UPGRADE).open()) {
            return client.send(Request.get(uri)).content().utf8();
        }
    }

    /** No arguments: serves, and asks itself. */
    public static void main(String[] arguments) throws Exception {
        try (Server server = Hello.serve(0)) {
            System.out.print(text(URI.create("http://localhost:" + Running.port(server) + "/")));
        }
    }
}
