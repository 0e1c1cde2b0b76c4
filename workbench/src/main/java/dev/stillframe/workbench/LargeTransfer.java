package dev.stillframe.workbench;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.direct.ClientExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * An upload and a download over a connection of its own, by a client whose receive windows are as
 * large as they can be: what limits a transfer is the server, and the way.
 */
final class LargeTransfer {
    private static final int PIECE = 65_536;

    private static final Limits LIMITS =
            Limits.DEFAULT.toBuilder()
                    .streamWindow(Integer.MAX_VALUE)
                    .connectionWindow(Integer.MAX_VALUE)
                    .build();

    private LargeTransfer() {}

    /** From the first octet of the connection to the answer, in seconds. */
    static double up(int port, int octets) throws IOException {
        Request request =
                Request.of("POST", uri(port, "/")).with("content-length", String.valueOf(octets));
        long begin = System.nanoTime();
        try (Client client = Client.builder().limits(LIMITS).open();
                ClientExchange exchange = client.exchange(request)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (int left = octets; left > 0; ) {
                piece.clear().limit(Math.min(PIECE, left));
                left -= piece.limit();
                exchange.write(piece);
            }
            exchange.end();
            expect(200, exchange.response().status());
            return seconds(begin);
        }
    }

    /** From the first octet of the connection to the last of the content, in seconds. */
    static double down(int port, int octets) throws IOException {
        long begin = System.nanoTime();
        try (Client client = Client.builder().limits(LIMITS).open();
                ClientExchange exchange =
                        client.exchange(Request.get(uri(port, "/bytes?n=" + octets)))) {
            exchange.end();
            expect(200, exchange.response().status());
            InputStream in = exchange.input();
            byte[] room = new byte[PIECE];
            int got = 0;
            for (int count = in.read(room); count >= 0; count = in.read(room)) {
                got += count;
            }
            expect(octets, got);
            return seconds(begin);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void expect(int expected, int got) throws IOException {
        if (expected != got) {
            throw new IOException("got " + got + " where " + expected + " was due");
        }
    }
}
