package dev.stillframe.examples;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Two ports. On the plain one everybody is sent on to the other; there ALPN decides (RFC 7301):
 * {@code h2} is answered by the handler, {@code http/1.1} and no ALPN in HTTP/1.1.
 */
public final class AlpnPair {
    private static final int LONGEST_HEAD = 8192;

    private AlpnPair() {}

    /** The port with TLS; 0 for any free one. */
    static Server secure(int port, Tls tls) throws IOException {
        return Server.builder()
                .listen(port, tls)
                .handler(
                        exchange ->
                                exchange.respond(
                                        ResponseHead.of(200), Octets.utf8("Welcome to HTTP/2\n")))
                .otherProtocol(http1("200 OK", "Welcome to HTTP/1.1\n"))
                .start();
    }

    /** The plain port; 0 for any free one. It sends everybody to this place. */
    static Server plain(int port, String location) throws IOException {
        return Server.builder()
                .listen(port)
                .upgrade(false)
                .handler(
                        exchange ->
                                exchange.respond(
                                        ResponseHead.of(301, "location", location), Octets.EMPTY))
                .otherProtocol(http1("301 Moved Permanently\r\nlocation: " + location, ""))
                .start();
    }

    /** The least HTTP/1.1 that there is: one request, always the same answer, and the end. */
    private static OtherProtocol http1(String status, String content) {
        String response =
                "HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s"
                        .formatted(status, content.length(), content);
        return connection -> {
            if (readHead(connection.input())) {
                connection.output().write(response.getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    private static boolean readHead(InputStream from) throws IOException {
        int ends = 0; // octets of CR LF CR LF that have come
        for (int n = 0; n < LONGEST_HEAD && ends < 4; n++) {
            int octet = from.read();
            if (octet < 0) {
                return false;
            }
            ends = octet == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : octet == '\r' ? 1 : 0;
        }
        return ends == 4;
    }

    /** Arguments: the plain port, the port with TLS, and PEM files of a certificate and its key. */
    public static void main(String[] arguments) throws Exception {
        int tlsPort = Integer.parseInt(arguments[1]);
        Certificates pair = Certificates.load(Path.of(arguments[2]), Path.of(arguments[3]));
        String there = "https://localhost:" + tlsPort + "/";
        try (Server secure = secure(tlsPort, Tls.server(pair));
                Server plain = plain(Integer.parseInt(arguments[0]), there)) {
            System.out.println("listening on " + secure.addresses());
            Running.untilStopped(plain);
        }
    }
}
