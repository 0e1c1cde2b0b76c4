package dev.stillframe.h2.runtime.server;

import dev.stillframe.h2.runtime.net.Loop;
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
    private static final byte[] NOTHING = {};
    private static final int MAX_HEAD = 16_384;
    private static final long HURRY = 1_000_000_000L;
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
    private byte[] begun = NOTHING;
    private @Nullable UpgradeRequest upgrade;
    private boolean answered;
    private boolean settled;
    private boolean ended;
    private long due;

    Opening(StandaloneServer server, boolean secure) {
        this.server = server;
        this.secure = secure;
    }

    void transport(SocketTransport value) {
        transport = value;
        due = Loop.after(server.options().handshakeTimeout());
        value.wakeAt(due);
    }

    /** The server shuts down: what is on its way may still come, but there is no time to lose. */
    void hurry() {
        transport()
                .loop()
                .execute(
                        () -> {
                            if (!settled) {
                                due = Math.min(due, Loop.now() + HURRY);
                                transport().wakeAt(due);
                            }
                        });
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
                settle();
                handOver(server.http2(transport(), true), NOTHING);
            } else if (server.options().otherProtocol() != null) {
                settle();
                handOver(server.other(transport()), NOTHING);
            } else {
                end(); // a client that does not know ALPN: HTTP/2 must not be assumed (section 3.2)
            }
        }
    }

    /** It is known what is spoken. Before anything of it runs, which may want the alarm. */
    private void settle() {
        settled = true;
        server.opened(this);
        transport().wakeAt(Long.MAX_VALUE);
    }

    /** The next protocol takes over, beginning with what was read. */
    private void handOver(Protocol next, byte[] read) {
        transport().protocol(next);
        next.established("");
        if (read.length > 0) {
            next.received(ByteBuffer.wrap(read));
        }
        if (ended) {
            next.inputClosed();
        }
        next.turn();
    }

    private void end() {
        settle();
        transport().close();
    }

    /** Not while an answer is on its way: what comes then would have to be kept. */
    @Override
    public boolean wantsInput() {
        return upgrade == null && !answered;
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
                settle();
                handOver(server.http2(transport(), false), begun); // the engine checks the rest
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
            settle();
            handOver(server.other(transport()), begun);
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
        if (settled) {
            return;
        }
        if (answered) {
            end();
        } else if (request != null) {
            settle();
            ServerConnection next = server.http2(transport(), false);
            next.connection().upgraded(request.settings(), request.head());
            handOver(next, begun);
        }
    }

    @Override
    public void writeFailed(Throwable cause) {
        // The transport closes.
    }

    @Override
    public void inputClosed() {
        ended = true;
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
        if (!settled && Loop.now() >= due) {
            transport().abandon("nothing was said in time");
        }
    }

    @Override
    public void closed() {
        if (!settled) {
            settled = true;
            server.opened(this);
        }
        server.closed(transport());
    }
}
