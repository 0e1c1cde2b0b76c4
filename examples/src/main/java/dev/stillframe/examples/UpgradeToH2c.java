package dev.stillframe.examples;

import dev.stillframe.api.client.Cleartext;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import java.io.IOException;
import java.net.URI;

/**
 * Asks a server without TLS whether it speaks HTTP/2, by the upgrade of HTTP/1.1. Where a server is
 * known to speak it, prior knowledge saves the question.
 */
public final class UpgradeToH2c {
    private UpgradeToH2c() {}

    /** {@code UpgradeToH2c URI}. */
    public static void main(String[] args) throws IOException {
        System.out.println(ask(URI.create(args[0])));
    }

    static String ask(URI uri) throws IOException {
        try (Client client = Client.builder().cleartext(Cleartext.UPGRADE).open();
                ClientConnection connection = client.connect(Endpoint.of(uri))) {
            int status = connection.send(Request.get(uri)).status();
            return "upgraded; " + uri.getPath() + " is " + status;
        } catch (ClientException e) {
            if (e.failure() == ClientException.Failure.HTTP_1) {
                return "not upgraded: " + e.getMessage();
            }
            throw e;
        }
    }
}
