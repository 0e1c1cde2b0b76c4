package dev.stillframe.jetty.modular;

import dev.stillframe.jetty.Http2;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server with h2c; prints whether it is a module, and what the first frame of the server is. */
public final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector =
                new ServerConnector(server, new Http2CServerConnectionFactory());
        server.addConnector(connector);
        int replaced = Http2.install(server);
        server.start();
        int type;
        try (Socket socket = new Socket("localhost", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                                    .getBytes(StandardCharsets.ISO_8859_1));
            type = socket.getInputStream().readNBytes(9)[3];
        }
        server.stop();
        System.out.print(
                Http2.class.getModule().getName()
                        + ", replaced "
                        + replaced
                        + ", first frame "
                        + type);
    }
}
