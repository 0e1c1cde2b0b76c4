package dev.stillframe.h2.stream;

import dev.stillframe.h2.flow.ReceiveLedger;

/**
 * The peer's half of an exchange.
 *
 * @param ledger its window
 * @param content octets of content that its content-length still promises; {@link #UNKNOWN} when it
 *     has none, {@link #NOT_CHECKED} for a response that may have a length without content
 * @param head how far its head is
 */
public record Inbound(ReceiveLedger ledger, long content, Head head) {
    /** No content-length. */
    public static final long UNKNOWN = -1;

    /** A content-length that says nothing about this message's content (RFC 9113 section 8.1.1). */
    public static final long NOT_CHECKED = -2;

    /** How far the message's head is. */
    public enum Head {
        /** A client waits for a final response head. */
        AWAITED,
        /** The same, after HEAD: the response has no content. */
        AWAITED_WITHOUT_CONTENT,
        /** The same, after CONNECT: a 2xx opens a tunnel. */
        AWAITED_TUNNEL,
        /** The final head has come. */
        COMPLETE,
        /** The head has come, and nothing but content follows (section 8.5). */
        TUNNEL
    }

    /** A client's expectation of a response. */
    public static Inbound awaiting(String method, ReceiveLedger ledger) {
        Head head =
                switch (method) {
                    case "HEAD" -> Head.AWAITED_WITHOUT_CONTENT;
                    case "CONNECT" -> Head.AWAITED_TUNNEL;
                    default -> Head.AWAITED;
                };
        return new Inbound(ledger, UNKNOWN, head);
    }

    /** With another ledger. */
    public Inbound with(ReceiveLedger other) {
        return other == ledger ? this : new Inbound(other, content, head);
    }

    /** With the final head received. */
    public Inbound withHead(long contentLength) {
        return new Inbound(ledger, contentLength, Head.COMPLETE);
    }

    /** With a head received that makes the stream a tunnel. */
    public Inbound withTunnel() {
        return new Inbound(ledger, UNKNOWN, Head.TUNNEL);
    }

    /** Whether content may come. */
    public boolean hasHead() {
        return head == Head.COMPLETE || head == Head.TUNNEL;
    }

    /** After content that {@link #admitsContent} allowed. */
    public Inbound received(int octets) {
        return content <= 0 || octets == 0 ? this : new Inbound(ledger, content - octets, head);
    }

    /** Whether the content-length allows so many octets more. */
    public boolean admitsContent(int octets) {
        return content < 0 || octets <= content;
    }

    /** Whether the message may end here as far as its content-length goes. */
    public boolean mayEnd() {
        return content <= 0;
    }
}
