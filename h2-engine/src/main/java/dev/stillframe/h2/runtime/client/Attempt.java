package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.runtime.net.Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is being connected to one address, until the peer's first octets have shown that it
 * speaks HTTP/2.
 */
final class Attempt implements Protocol {
    private static final int MAX_HEAD = 16_384;
    private static final String HTTP = "HTTP/";

    private final Opening opening;
    private final int number;
    private @Nullable SocketTransport transport;
    private boolean upgrading;
    private boolean abandoned;

    /** What the peer has said in HTTP/1.1; ISO 8859-1 keeps every octet as it is. */
    private String answer = "";

    /** HTTP/2 behind it, once that was begun. */
    private volatile @Nullable Link link;

    Attempt(Opening opening, int number) {
        this.opening = opening;
        this.number = number;
    }

    int number() {
        return number;
    }

    void transport(SocketTransport value) {
        transport = value;
    }

    SocketTransport transport() {
        SocketTransport value = transport;
        if (value == null) {
            throw new IllegalStateException("no transport");
        }
        return value;
    }

    void abandon() {
        abandoned = true;
        transport().abandon("another address was faster");
    }

    @Override
    public boolean connected() {
        return opening.connected(this);
    }

    @Override
    public void established(String alpn) {
        opening.established(this, alpn);
    }

    /** HTTP/2 begins; its preface goes out at once. */
    void settle(Link begun) {
        link = begun;
        transport().leaveTurn(false);
    }

    /** Asks for the upgrade to h2c (RFC 7540 section 3.2) with a request that has no effect. */
    void upgrade() {
        upgrading = true;
        Endpoint endpoint = opening.endpoint();
        String request =
                "OPTIONS * HTTP/1.1\r\nhost: "
                        + endpoint.authority()
                        + "\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n"
                        + "http2-settings: "
                        + settings(opening.options().connection().limits())
                        + "\r\n\r\n";
        transport().write(List.of(StandardCharsets.US_ASCII.encode(request)));
    }

    /** INITIAL_WINDOW_SIZE and ENABLE_PUSH; all of them follow in the preface. */
    private static String settings(Limits limits) {
        ByteBuffer payload = ByteBuffer.allocate(12);
        payload.putShort((short) 4).putInt(limits.streamWindow());
        payload.putShort((short) 2).putInt(0);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(payload.array());
    }

    @Override
    public void received(ByteBuffer octets) {
        Link begun = link;
        if (upgrading) {
            answered(octets);
        } else if (begun != null) {
            first(begun, octets);
        } else {
            octets.position(octets.limit());
        }
    }

    /** The answer to the upgrade, or a part of it. */
    private void answered(ByteBuffer octets) {
        answer += StandardCharsets.ISO_8859_1.decode(octets);
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 && answer.length() < MAX_HEAD && couldBeHttp1()) {
            return;
        }
        upgrading = false;
        if (end < 0 || !answer.startsWith("HTTP/1.1 101")) {
            if (couldBeHttp1()) {
                opening.http1("the peer has not upgraded to HTTP/2: " + line());
            } else {
                opening.notHttp("what it has answered is not HTTP");
            }
            return;
        }
        byte[] rest = answer.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        Link begun = opening.settled(transport());
        settle(begun);
        begun.upgrades();
        Endpoint endpoint = opening.endpoint();
        begun.connection()
                .upgraded(
                        Octets.EMPTY,
                        RequestHead.of(
                                "OPTIONS",
                                endpoint.scheme(),
                                endpoint.authority(),
                                "*",
                                FieldSection.EMPTY));
        speaksHttp2(begun, ByteBuffer.wrap(rest));
    }

    /**
     * The first octets after our preface. No frame of HTTP/2 that is not too long begins with an H,
     * so a server that answers in HTTP/1.1 is told from one that answers in nothing known.
     */
    private void first(Link begun, ByteBuffer octets) {
        if (answer.isEmpty() && octets.get(octets.position()) != HTTP.charAt(0)) {
            speaksHttp2(begun, octets);
            return;
        }
        answer += StandardCharsets.ISO_8859_1.decode(octets);
        if (!couldBeHttp1()) {
            speaksHttp2(begun, ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
        } else if (answer.indexOf('\n') >= 0 || answer.length() > MAX_HEAD) {
            opening.http1("the peer answers the preface in HTTP/1.1: " + line());
        }
    }

    /** As far as it goes. */
    private boolean couldBeHttp1() {
        return answer.startsWith(HTTP) || HTTP.startsWith(answer);
    }

    /** What it has said first. */
    private String line() {
        String first = answer.lines().findFirst().orElse("");
        return first.length() > 100 ? first.substring(0, 100) : first;
    }

    private void speaksHttp2(Link begun, ByteBuffer octets) {
        transport().protocol(begun);
        if (octets.hasRemaining()) {
            begun.received(octets);
        }
    }

    @Override
    public void inputClosed() {
        Link begun = link;
        if (begun != null && answer.isEmpty()) {
            begun.inputClosed();
        } else if (begun != null && answer.startsWith(HTTP)) {
            opening.http1("the peer answers the preface in HTTP/1.1: " + line());
        } else if (!abandoned) {
            opening.attemptFailed(this, new EOFException("the peer has closed"));
            transport().abandon("the peer has closed");
        }
    }

    @Override
    public void failed(Throwable cause) {
        Link begun = link;
        if (begun != null) {
            begun.failed(cause);
        } else if (!abandoned) {
            opening.attemptFailed(this, cause);
        }
    }

    @Override
    public void written() {
        Link begun = link;
        if (begun != null) {
            begun.written();
        }
    }

    @Override
    public void writeFailed(Throwable cause) {
        Link begun = link;
        if (begun != null) {
            begun.writeFailed(cause);
        }
    }

    @Override
    public void turn() {
        Link begun = link;
        if (begun != null) {
            begun.turn();
        }
    }

    @Override
    public boolean refused(String reason) {
        Link begun = link;
        return begun != null && begun.refused(reason);
    }

    @Override
    public void closed() {
        Link begun = link;
        if (begun != null) {
            begun.closed();
        }
    }
}
