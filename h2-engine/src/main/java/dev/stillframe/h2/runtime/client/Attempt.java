package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.runtime.net.Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket that is being connected to one address, until HTTP/2 begins on it. */
final class Attempt implements Protocol {
    private static final int MAX_HEAD = 16_384;

    private final Opening opening;
    private final int number;
    private @Nullable SocketTransport transport;
    private boolean upgrading;
    private String answer = "";
    private boolean abandoned;

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
        if (!upgrading) {
            octets.position(octets.limit());
            return;
        }
        // ISO 8859-1 keeps every octet as it is.
        answer += StandardCharsets.ISO_8859_1.decode(octets);
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 && answer.length() < MAX_HEAD) {
            return;
        }
        upgrading = false;
        String status = answer.lines().findFirst().orElse("");
        if (end < 0 || !status.startsWith("HTTP/1.1 101")) {
            opening.http1(status);
            return;
        }
        byte[] rest = answer.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        Link link = opening.settle(transport());
        Endpoint endpoint = opening.endpoint();
        link.connection()
                .upgraded(
                        Octets.EMPTY,
                        RequestHead.of(
                                "OPTIONS",
                                endpoint.scheme(),
                                endpoint.authority(),
                                "*",
                                FieldSection.EMPTY));
        link.received(ByteBuffer.wrap(rest));
    }

    @Override
    public void inputClosed() {
        if (!abandoned) {
            opening.attemptFailed(this, new java.io.EOFException("the peer has closed"));
            transport().abandon("the peer has closed");
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (!abandoned) {
            opening.attemptFailed(this, cause);
        }
    }

    @Override
    public void written() {}

    @Override
    public void writeFailed(Throwable cause) {}

    @Override
    public void turn() {}

    @Override
    public void closed() {}
}
