package dev.stillframe.workbench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A relay that makes a port of this machine seem far away: it holds each piece back for a time, and
 * as many on the way as come. What limits a transfer through it are the windows of the two ends,
 * and its rate.
 */
public final class Distance implements AutoCloseable {
    private static final int PIECE = 65_536;

    private final ServerSocket door;
    private final int to;
    private final long delay;
    private final double perOctet;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Octets, and when they may go on; none at the end. */
    private record Piece(long due, byte[] octets) {}

    private Distance(ServerSocket door, int to, long delay, double perOctet) {
        this.door = door;
        this.to = to;
        this.delay = delay;
        this.perOctet = perOctet;
    }

    /**
     * Before that port of this machine.
     *
     * @param oneWay how long octets take, each way
     * @param rate how much goes through at the most, in megabits a second, each way
     */
    public static Distance before(int port, Duration oneWay, int rate) throws IOException {
        ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Distance distance = new Distance(door, port, oneWay.toNanos(), 8_000.0 / rate);
        Thread.ofVirtual().start(distance::accept);
        return distance;
    }

    /** Where to connect to instead. */
    public int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                open.add(near);
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(far);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                carry(near, far);
                carry(far, near);
            }
        } catch (IOException closed) {
            close();
        }
    }

    private void carry(Socket from, Socket into) {
        BlockingQueue<Piece> way = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> take(from, way));
        Thread.ofVirtual().start(() -> give(way, into));
    }

    private void take(Socket from, BlockingQueue<Piece> way) {
        byte[] room = new byte[PIECE];
        int count = 0;
        long free = System.nanoTime();
        try {
            InputStream in = from.getInputStream();
            while (count >= 0) {
                count = in.read(room);
                int octets = Math.max(0, count);
                free = Math.max(free, System.nanoTime()) + (long) (octets * perOctet);
                way.add(new Piece(free + delay, Arrays.copyOf(room, octets)));
            }
        } catch (IOException cut) {
            way.add(new Piece(System.nanoTime() + delay, new byte[0]));
        }
    }

    private static void give(BlockingQueue<Piece> way, Socket into) {
        try {
            OutputStream out = into.getOutputStream();
            for (Piece piece = way.take(); piece.octets().length > 0; piece = way.take()) {
                for (long left = piece.due() - System.nanoTime();
                        left > 0;
                        left = piece.due() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(piece.octets());
            }
            into.shutdownOutput();
        } catch (IOException cut) {
            // Whoever sends notices it when the other way ends.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException gone) {
            // They are closed in any case.
        }
    }
}
