package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Uploads a file of any size with one buffer, and says how far it is. Each write waits until the
 * peer's credit has let it go, so the progress is that of the network, not of a queue.
 */
public final class Upload {
    private static final int PIECE = 65_536;

    private Upload() {}

    /** {@code Upload FILE URI}. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        try (Client client = Client.builder().open()) {
            int status =
                    upload(
                            client,
                            URI.create(args[1]),
                            file,
                            sent -> System.err.print("\r" + sent + " octets"));
            System.err.println();
            System.out.println(status);
        }
    }

    /** Gives the status of the response. */
    static int upload(Client client, URI uri, Path file, LongConsumer progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                ClientExchange exchange = client.exchange(request(uri, channel.size()))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
            while (channel.read(buffer.clear()) >= 0) {
                exchange.write(buffer.flip());
                progress.accept(channel.position());
            }
            exchange.end();
            return exchange.response().status();
        }
    }

    private static Request request(URI uri, long length) {
        return Request.of("PUT", uri).with("content-length", Long.toString(length));
    }
}
