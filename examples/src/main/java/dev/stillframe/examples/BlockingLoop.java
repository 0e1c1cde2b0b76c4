package dev.stillframe.examples;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;

/** The smallest loop: one socket, one thread, a blocking read. */
public final class BlockingLoop {
    private BlockingLoop() {}

    /** {@code BlockingLoop HOST PORT PATH}, without TLS. */
    public static void main(String[] args) throws IOException {
        get(new InetSocketAddress(args[0], Integer.parseInt(args[1])), args[2], System.out);
    }

    static void get(InetSocketAddress address, String path, PrintStream out) throws IOException {
        String authority = address.getHostString() + ":" + address.getPort();
        try (LoopedConnection connection = new LoopedConnection(SocketChannel.open(address))) {
            RequestHead head = RequestHead.get("http", authority, path);
            List<Notice> notices = connection.tell(new Command.Request(1, head, true));
            while (connection.isOpen()) {
                for (Notice notice : notices) {
                    if (notice instanceof Notice.Response response) {
                        out.println(response.head().status());
                    } else if (notice instanceof Notice.Data data) {
                        out.print(data.octets().utf8());
                    } else if (notice instanceof Notice.Ended) {
                        connection.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true));
                    }
                }
                notices = connection.isOpen() ? connection.readable() : List.of();
            }
        }
    }
}
