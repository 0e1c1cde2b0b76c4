package dev.stillframe.h2.runtime.server;

import dev.stillframe.h2.runtime.net.Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection of which it is not known yet what is spoken on it: TLS tells by ALPN, a plain one by
 * its first octets (RFC 9113 sections 3.2 and 3.3).
 */
final class Opening implements Protocol {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_HEAD = 16_384;
    private static final String REQUIRED =
            """
            HTTP/1.1 426 Upgrade Required\r
            upgrade: h2c\r
            connection: upgrade, close\r
            content-type: text/plain\r
            content-length: 28\r
            \r
            This server speaks HTTP/2.\r
            """;
    private static final String SWITCHING =
            """
            HTTP/1.1 101 Switching Protocols\r
            connection: upgrade\r
            upgrade: h2c\r
            \r
            """;

    private final StandaloneServer server;
    private final boolean secure;
    private @Nullable SocketTransport transport;
    private byte[] begun = new byte[0];
    private @Nullable UpgradeRequest upgrade;
    private boolean answered;
    private boolean settled;
    private long due;

    Opening(StandaloneServer server, boolean secure) {
        this.server = server;
        this.secure = secure;
    }

    void transport(SocketTransport value) {
        transport = value;
        due = value.now() + server.options().handshakeTimeout().toNanos();
        value.wakeAt(due);
    }

    private SocketTransport transport() {
        SocketTransport value = transport;
        if (value == null) {
            throw new IllegalStateException("no transport");
        }
        return value;
    }

    @Override
    public void established(String alpn) {
        if (secure) {
            if (alpn.equals("h2")) {
                settle(server.http2(transport(), true), null);
            } else if (server.options().otherProtocol() != null) {
                settle(server.other(transport()), null);
            } else {
                end(); // a client that does not know ALPN: HTTP/2 must not be assumed (section 3.2)
            }
        }
    }

    /** The next protocol takes over, beginning with what was read. */
    private void settle(Protocol next, byte @Nullable [] read) {
        settled = true;
        server.opened();
        transport().protocol(next);
        transport().wakeAt(Long.MAX_VALUE);
        next.established("");
        if (read != null && read.length > 0) {
            next.received(ByteBuffer.wrap(read));
        }
        next.turn();
    }

    private void end() {
        settled = true;
        server.opened();
        transport().wakeAt(Long.MAX_VALUE);
        transport().close();
    }

    @Override
    public void received(ByteBuffer octets) {
        int from = begun.length;
        begun = Arrays.copyOf(begun, from + octets.remaining());
        octets.get(begun, from, octets.remaining());
        if (!settled && upgrade == null) {
            decide(Math.max(0, from - 3));
        }
    }

    private void decide(int searchFrom) {
        int known = Math.min(begun.length, PREFACE.length);
        if (Arrays.equals(begun, 0, known, PREFACE, 0, known)) {
            if (known > 3) {
                settle(server.http2(transport(), false), begun); // the engine checks the rest
            }
            return;
        }
        if (looksLikeHttp1()) {
            int end = endOfHead(searchFrom);
            if (end < 0 && begun.length < MAX_HEAD) {
                return;
            }
            if (end > 0 && server.options().upgrade()) {
                upgrade = UpgradeRequest.parse(Arrays.copyOf(begun, end));
            }
            if (upgrade != null) {
                begun = Arrays.copyOfRange(begun, end, begun.length);
                say(SWITCHING);
                return;
            }
        }
        if (server.options().otherProtocol() != null) {
            settle(server.other(transport()), begun);
        } else if (looksLikeHttp1()) {
            answered = true;
            say(REQUIRED);
        } else {
            end();
        }
    }

    /** A method is letters; anything else is told apart at once. */
    private boolean looksLikeHttp1() {
        int letters = 0;
        while (letters < begun.length && begun[letters] >= 'A' && begun[letters] <= 'Z') {
            letters++;
        }
        return letters == begun.length ? letters < 20 : letters > 0 && begun[letters] == ' ';
    }

    private int endOfHead(int from) {
        for (int i = from; i + 3 < begun.length; i++) {
            if (begun[i] == '\r'
                    && begun[i + 1] == '\n'
                    && begun[i + 2] == '\r'
                    && begun[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private void say(String text) {
        transport().write(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
    }

    @Override
    public void written() {
        // Also by the loop itself, from within the call that writes.
        UpgradeRequest request = upgrade;
        if (answered) {
            end();
        } else if (request != null && !settled) {
            ServerConnection next = server.http2(transport(), false);
            next.connection().upgraded(request.settings(), request.head());
            settle(next, begun);
        }
    }

    @Override
    public void writeFailed(Throwable cause) {
        // The transport closes.
    }

    @Override
    public void inputClosed() {
        if (!settled && upgrade == null && !answered) {
            end();
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (secure) {
            server.handshakeFailed(transport(), cause);
        }
    }

    @Override
    public void turn() {
        if (!settled && transport().now() >= due) {
            transport().abandon("nothing was said in time");
        }
    }

    @Override
    public void closed() {
        if (!settled) {
            server.opened();
        }
        server.closed(transport());
    }
}
