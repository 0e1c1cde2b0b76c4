package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("distance")
class DistanceTest {
    private static final int MANY = 1_000_000;

    /** 1 MB takes 80 ms. */
    private static final int RATE = 100;

    @Test
    @DisplayName("holds octets back each way, lets through so many at a time, and loses none")
    void delays() throws Exception {
        Duration oneWay = Duration.ofMillis(30);
        byte[] sent = new byte[MANY];
        for (int i = 0; i < MANY; i++) {
            sent[i] = (byte) (i % 251);
        }
        try (ServerSocket far = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Distance distance = Distance.before(far.getLocalPort(), oneWay, RATE);
                Socket near = new Socket(InetAddress.getLoopbackAddress(), distance.port())) {
            Thread echo = Thread.ofVirtual().start(() -> echo(far));
            long begin = System.nanoTime();
            near.getOutputStream().write(7);
            assertEquals(7, near.getInputStream().read());
            long took = System.nanoTime() - begin;
            assertTrue(took >= 2 * oneWay.toNanos(), "there and back");
            begin = System.nanoTime();
            Thread writer = Thread.ofVirtual().start(() -> write(near, sent));
            assertArrayEquals(sent, near.getInputStream().readAllBytes());
            took = System.nanoTime() - begin;
            long least = 2 * oneWay.toNanos() + 80_000_000;
            assertTrue(took >= least, () -> "through it at that rate, ns: " + least);
            writer.join();
            echo.join();
        }
    }

    private static void write(Socket socket, byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void echo(ServerSocket door) {
        try (Socket socket = door.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
