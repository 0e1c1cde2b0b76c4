package dev.stillframe.examples;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A loop that is larger than a connection: it asks two servers the same, takes the first answer,
 * cancels the other request, measures both round trips, and shuts both down.
 */
public final class TwoServers {
    private static final int STREAM = 1;

    /** One of the two, and what the loop knows of it. */
    private static final class Side {
        final int number;
        final LoopedConnection connection;
        final SelectionKey key;
        long roundTrip = -1;

        Side(int number, LoopedConnection connection, SelectionKey key) {
            this.number = number;
            this.connection = connection;
            this.key = key;
        }
    }

    private final List<String> log = new ArrayList<>();
    private final List<Side> sides = new ArrayList<>();
    private int winner;

    private TwoServers() {}

    /** {@code TwoServers HOST PORT HOST PORT PATH}, without TLS. */
    public static void main(String[] args) throws IOException {
        ask(
                        new InetSocketAddress(args[0], Integer.parseInt(args[1])),
                        new InetSocketAddress(args[2], Integer.parseInt(args[3])),
                        args[4])
                .forEach(System.out::println);
    }

    /** What has happened, line by line. */
    static List<String> ask(InetSocketAddress first, InetSocketAddress second, String path)
            throws IOException {
        TwoServers loop = new TwoServers();
        try (Selector selector = Selector.open()) {
            loop.open(selector, first, path);
            loop.open(selector, second, path);
            while (loop.sides.stream().anyMatch(side -> side.connection.isOpen())) {
                loop.turn(selector);
            }
        } finally {
            for (Side side : loop.sides) {
                side.connection.close();
            }
        }
        return loop.log;
    }

    private void open(Selector selector, InetSocketAddress address, String path)
            throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Side side = new Side(sides.size() + 1, new LoopedConnection(channel), key);
        key.attach(side);
        sides.add(side);
        String authority = address.getHostString() + ":" + address.getPort();
        RequestHead head = RequestHead.get("http", authority, path);
        handle(side, side.connection.tell(new Command.Request(side.number, head, true)));
    }

    /** Waits for the sockets, and for the earliest time at which a connection must be stepped. */
    private void turn(Selector selector) throws IOException {
        for (Side side : sides) {
            if (side.key.isValid()) {
                int write = side.connection.wantsToWrite() ? SelectionKey.OP_WRITE : 0;
                side.key.interestOps(SelectionKey.OP_READ | write);
            }
        }
        selector.select(millisToWait());
        for (SelectionKey key : selector.selectedKeys()) {
            Side side = (Side) key.attachment();
            if (key.isValid() && key.isWritable()) {
                side.connection.writable();
            }
            if (key.isValid() && key.isReadable()) {
                handle(side, side.connection.readable());
            }
        }
        selector.selectedKeys().clear();
        for (Side side : sides) {
            if (side.connection.isOpen()
                    && side.connection.iteration().wakeAt() <= System.nanoTime()) {
                handle(side, side.connection.tick());
            }
        }
    }

    /** Zero means for ever to a selector, so it is 1 at the least. */
    private long millisToWait() {
        long wait = 1_000;
        for (Side side : sides) {
            long due = side.connection.iteration().wakeAt();
            if (side.connection.isOpen() && due != Long.MAX_VALUE) {
                wait = Math.min(wait, (due - System.nanoTime()) / 1_000_000);
            }
        }
        return Math.max(1, wait);
    }

    private void handle(Side side, List<Notice> notices) throws IOException {
        for (Notice notice : notices) {
            if (notice instanceof Notice.Response response
                    && !response.head().isInterim()
                    && winner == 0) {
                winner = side.number;
                log.add("server " + side.number + " answers first: " + response.head().status());
                for (Side other : sides) {
                    if (other != side) {
                        handle(
                                other,
                                other.connection.tell(new Command.Reset(STREAM, ErrorCode.CANCEL)));
                    }
                }
            } else if (notice instanceof Notice.Ended ended) {
                log.add("server " + side.number + ": " + ended.end());
                settle(side);
            } else if (notice instanceof Notice.Pong pong) {
                side.roundTrip = pong.roundTripNanos();
                shutDownWhenMeasured();
            }
        }
    }

    /** One side is done: it is measured, and asked to send less at once from now on. */
    private void settle(Side side) throws IOException {
        Limits fewer = Limits.DEFAULT.toBuilder().streamWindow(32_768).build();
        handle(side, side.connection.tell(new Command.Change(fewer)));
        handle(side, side.connection.tell(new Command.Ping(Octets.utf8("example!"))));
    }

    private void shutDownWhenMeasured() throws IOException {
        if (sides.stream().allMatch(side -> side.roundTrip >= 0)) {
            for (Side side : sides) {
                log.add(
                        "server "
                                + side.number
                                + ": "
                                + side.connection.iteration().activeStreams()
                                + " streams, window "
                                + side.connection.iteration().localSettings().initialWindowSize());
                handle(
                        side,
                        side.connection.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true)));
            }
        }
    }
}
