package dev.stillframe.workbench;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Distance;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench distance}: one large upload and one large download, near and far. A window that does
 * not grow with the way lets through one of itself for each time there and back.
 */
@Command(
        name = "distance",
        description = "Large transfers over a delaying relay: a Markdown table.",
        mixinStandardHelpOptions = true)
final class BenchDistanceCommand implements Callable<Integer> {
    private static final int PIECE = 65_536;
    private static final int WARM_UP = 20_000_000;
    private static final String HEAD =
            """
            | server | upload, near, s | upload, far, s | download, near, s | download, far, s |
            | --- | ---: | ---: | ---: | ---: |
            """;

    @Mixin private Measured measured;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "20",
            description = "How long octets take each way. ${DEFAULT-VALUE} ms by default.")
    private long delay;

    @Option(
            names = "--octets",
            paramLabel = "N",
            defaultValue = "100000000",
            description = "How many are sent. ${DEFAULT-VALUE} by default.")
    private int octets;

    @Override
    public Integer call() throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (String front : measured.fronts()) {
            try (Child server = Servers.start(front, false)) {
                rows.append(row(front, server.port(false)));
            }
        }
        String told =
                "%,d octets to and from a server %d ms away each way, over TCP; the client is ours.%n%n"
                        .formatted(octets, delay);
        measured.print("distance", told + HEAD + rows);
        return 0;
    }

    private String row(String front, int port) throws IOException {
        up(port, WARM_UP);
        down(port, WARM_UP);
        double upNear = up(port, octets);
        double downNear = down(port, octets);
        try (Distance far = Distance.before(port, Duration.ofMillis(delay))) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.2f |%n",
                    front,
                    upNear,
                    up(far.port(), octets),
                    downNear,
                    down(far.port(), octets));
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double up(int port, int octets) throws IOException {
        Request request =
                Request.of("POST", uri(port, "/")).with("content-length", String.valueOf(octets));
        long begin = System.nanoTime();
        try (Client client = Client.builder().open();
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

    private static double down(int port, int octets) throws IOException {
        long begin = System.nanoTime();
        try (Client client = Client.builder().open();
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

    private static void expect(int expected, int got) throws IOException {
        if (expected != got) {
            throw new IOException("got " + got + " where " + expected + " was due");
        }
    }
}
