package dev.stillframe.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/**
 * Two ports. The plain one redirects to the other; there TLS and ALPN decide: {@code h2} is ours,
 * {@code http/1.1} is answered plainly.
 */
public final class AlpnPair {
    private static final int MAX_LINES = 100;

    private AlpnPair() {}

    /** {@code AlpnPair CERTIFICATE KEY [PLAIN-PORT TLS-PORT]}, both files in PEM. */
    public static void main(String[] args) throws Exception {
        Tls tls = Tls.server(Certificates.load(Path.of(args[0]), Path.of(args[1])));
        int plain = args.length > 3 ? Integer.parseInt(args[2]) : 8080;
        int secure = args.length > 3 ? Integer.parseInt(args[3]) : 8443;
        try (Server server = start(plain, secure, tls, secure)) {
            System.out.println("Listening on " + server.addresses());
            Thread.currentThread().join();
        }
    }

    /**
     * Starts it.
     *
     * @param target the port that redirections name: what is in front may have another one
     */
    static Server start(int plain, int secure, Tls tls, int target) throws IOException {
        return Server.builder()
                .listen(plain)
                .listen(secure, tls)
                .handler(exchange -> answer(exchange, target))
                .otherProtocol(connection -> answerHttp1(connection, target))
                .start();
    }

    private static void answer(ServerExchange exchange, int target) throws IOException {
        RequestHead request = exchange.request();
        if (exchange.tls() == null) {
            String there = there(request.authority(), target, request.path());
            exchange.respond(ResponseHead.of(301, "location", there), Octets.EMPTY);
        } else {
            exchange.respond(ResponseHead.of(200), Octets.utf8("HTTP/2 over TLS\n"));
        }
    }

    private static String there(String authority, int target, String path) {
        int port = authority.lastIndexOf(':');
        String host = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
        return "https://" + host + (target == 443 ? "" : ":" + target) + path;
    }

    /** One request without content and one answer: whoever needs more brings a server for it. */
    private static void answerHttp1(OtherProtocol.Connection connection, int target)
            throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.input(), ISO_8859_1));
        String first = in.readLine();
        String host = "localhost";
        String line = in.readLine();
        for (int i = 0; line != null && !line.isEmpty() && i < MAX_LINES; i++) {
            if (line.regionMatches(true, 0, "host:", 0, 5)) {
                host = line.substring(5).strip();
            }
            line = in.readLine();
        }
        String[] words = first == null ? new String[0] : first.split(" ");
        String answer;
        if (words.length != 3) {
            answer = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n";
        } else if (connection.tls() == null) {
            answer =
                    "HTTP/1.1 301 Moved Permanently\r\ncontent-length: 0\r\nlocation: "
                            + there(host, target, words[1])
                            + "\r\n";
        } else {
            answer = "HTTP/1.1 200 OK\r\ncontent-length: 18\r\n";
        }
        String content = answer.contains("200 OK") ? "HTTP/1.1 over TLS\n" : "";
        connection
                .output()
                .write((answer + "connection: close\r\n\r\n" + content).getBytes(ISO_8859_1));
        connection.output().flush();
    }
}
