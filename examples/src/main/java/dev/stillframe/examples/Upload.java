package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Sends content of any length as the server's credit allows, and says how far it is: a write comes
 * back when its octets are on their way, so the progress is that of the network.
 */
public final class Upload {
    private Upload() {}

    /**
     * The status that the server answers with.
     *
     * @param sent told how many octets have been sent so far
     */
    static int upload(Client client, URI uri, InputStream from, LongConsumer sent)
            throws IOException {
        try (ClientExchange exchange = client.exchange(Request.of("PUT", uri))) {
            byte[] part = new byte[65_536];
            long octets = 0;
            for (int read = from.read(part); read >= 0; read = from.read(part)) {
                exchange.write(ByteBuffer.wrap(part, 0, read));
                octets += read;
                sent.accept(octets);
            }
            exchange.end();
            int status = exchange.response().status();
            exchange.trailers(); // the whole response has come
            return status;
        }
    }

    /** Arguments: an http or https URI, and a file. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        long all = Math.max(1, Files.size(file));
        try (Client client = Client.builder().open();
                InputStream from = Files.newInputStream(file)) {
            LongConsumer shown = octets -> System.out.print("\r" + octets * 100 / all + " %");
            System.out.println("\n" + upload(client, URI.create(arguments[0]), from, shown));
        }
    }
}
