package dev.stillframe.h2.runtime.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/**
 * An address from which no answer comes: its queue of connections is full, so Linux drops what asks
 * for another one. Somebody who accepts makes room, and who still asks is heard.
 */
final class BlackHole implements AutoCloseable {
    private static final Path SOCKETS = Path.of("/proc/net/tcp");

    /** An IPv4 address may be here as well: as one of IPv6 that ends with it. */
    private static final Path SOCKETS_6 = Path.of("/proc/net/tcp6");

    /** Linux queues one connection more than it is told. */
    private static final int ROOM = 2;

    final ServerSocket listening;
    private final Socket[] queued = new Socket[ROOM];

    /** On an IPv4 address of this machine; skips the test on other systems. */
    BlackHole(InetAddress address, int port) throws IOException {
        Assumptions.assumeTrue(Files.isReadable(SOCKETS), "this needs Linux");
        listening = new ServerSocket(port, ROOM - 1, address);
        for (int i = 0; i < ROOM; i++) {
            queued[i] = new Socket(address, listening.getLocalPort());
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** How many sockets wait for an answer of it. */
    int asking() throws IOException {
        byte[] octets = address().getAddress().getAddress();
        String remote =
                String.format(
                        Locale.ROOT,
                        "%02X%02X%02X%02X:%04X",
                        octets[3],
                        octets[2],
                        octets[1],
                        octets[0],
                        address().getPort());
        return asking(SOCKETS, remote)
                + (Files.isReadable(SOCKETS_6) ? asking(SOCKETS_6, remote) : 0);
    }

    private static int asking(Path sockets, String remote) throws IOException {
        int count = 0;
        for (String line : Files.readAllLines(sockets)) {
            List<String> columns = List.of(line.strip().split(" +"));
            if (columns.get(2).endsWith(remote) && columns.get(3).equals("02")) { // SYN_SENT
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        listening.close();
    }
}
