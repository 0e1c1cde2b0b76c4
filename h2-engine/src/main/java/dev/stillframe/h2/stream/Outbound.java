package dev.stillframe.h2.stream;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Our half of an exchange.
 *
 * @param window its send window, relative to the peer's SETTINGS_INITIAL_WINDOW_SIZE
 * @param queued octets that stand ready to be taken
 * @param stage how far our message is
 * @param trailers with which it ends, when it does with trailers
 * @param priority what the peer asked for, or null: then it shares with all others that did not ask
 * @param wants whether the application waits to be told of credit
 * @param resetAfter whether RST_STREAM(NO_ERROR) follows the end (section 8.1)
 * @param stalledSince when the window ran out with octets queued; -1 when it has not
 * @param widest the widest that the window has been after a WINDOW_UPDATE, relative like it: the
 *     peer may have so many octets yet to read when it is shut
 */
public record Outbound(
        long window,
        int queued,
        Stage stage,
        @Nullable FieldSection trailers,
        @Nullable Priority priority,
        boolean wants,
        boolean resetAfter,
        long stalledSince,
        long widest) {
    /** {@link #stalledSince} of a stream that is not stalled. */
    public static final long NOT_STALLED = -1;

    private static final Outbound FRESH =
            new Outbound(0, 0, Stage.HEAD, null, null, false, false, NOT_STALLED, 0);
    private static final Outbound HEAD_SENT =
            new Outbound(0, 0, Stage.CONTENT, null, null, false, false, NOT_STALLED, 0);

    /** How far our message is. */
    public enum Stage {
        /** No final head has been sent. */
        HEAD,
        /** The same, to CONNECT: a 2xx opens a tunnel. */
        TUNNEL_HEAD,
        /** Content may be sent. */
        CONTENT,
        /** Content may be sent, and no trailers (section 8.5). */
        TUNNEL,
        /** All content has been given to us; the message ends once it is taken. */
        ENDING
    }

    /** Before any head is sent. */
    public static Outbound fresh(@Nullable Priority priority) {
        return priority == null
                ? FRESH
                : new Outbound(0, 0, Stage.HEAD, null, priority, false, false, NOT_STALLED, 0);
    }

    /** Before any head is sent that may make the stream a tunnel. */
    public Outbound awaitingTunnel() {
        return at(Stage.TUNNEL_HEAD);
    }

    /** Whether no final head has been sent. */
    public boolean awaitsHead() {
        return stage == Stage.HEAD || stage == Stage.TUNNEL_HEAD;
    }

    /** After the final head. */
    public Outbound headSent() {
        return this == FRESH ? HEAD_SENT : at(Stage.CONTENT);
    }

    /** After a head that makes the stream a tunnel. */
    public Outbound tunnelling() {
        return at(Stage.TUNNEL);
    }

    private Outbound at(Stage reached) {
        return new Outbound(
                window,
                queued,
                reached,
                trailers,
                priority,
                wants,
                resetAfter,
                stalledSince,
                widest);
    }

    /** Whether content may be sent. */
    public boolean takesContent() {
        return stage == Stage.CONTENT || stage == Stage.TUNNEL;
    }

    /** With more octets ready. */
    public Outbound more(int octets, boolean last) {
        return new Outbound(
                window,
                Math.addExact(queued, octets),
                last ? Stage.ENDING : stage,
                trailers,
                priority,
                wants,
                resetAfter,
                stalledSince,
                widest);
    }

    /** After so many octets were taken. */
    public Outbound taken(int octets) {
        return new Outbound(
                window - octets,
                queued - octets,
                stage,
                trailers,
                priority,
                wants,
                resetAfter,
                NOT_STALLED,
                widest);
    }

    /** Ends with these trailers. */
    public Outbound endingWith(FieldSection fields) {
        return new Outbound(
                window,
                queued,
                Stage.ENDING,
                fields,
                priority,
                wants,
                resetAfter,
                stalledSince,
                widest);
    }

    /** After a WINDOW_UPDATE. */
    public Outbound credited(int increment) {
        return new Outbound(
                window + increment,
                queued,
                stage,
                trailers,
                priority,
                wants,
                resetAfter,
                NOT_STALLED,
                Math.max(widest, window + increment));
    }

    /** With another priority. */
    public Outbound with(Priority other) {
        return new Outbound(
                window, queued, stage, trailers, other, wants, resetAfter, stalledSince, widest);
    }

    /** Whether the application waits to be told of credit. */
    public Outbound wanting(boolean wanting) {
        return wanting == wants
                ? this
                : new Outbound(
                        window,
                        queued,
                        stage,
                        trailers,
                        priority,
                        wanting,
                        resetAfter,
                        stalledSince,
                        widest);
    }

    /** RST_STREAM(NO_ERROR) is to follow the end. */
    public Outbound resettingAfter() {
        return new Outbound(
                window, queued, stage, trailers, priority, wants, true, stalledSince, widest);
    }

    /** Stalled since then. */
    public Outbound stalled(long since) {
        return stalledSince != NOT_STALLED
                ? this
                : new Outbound(
                        window,
                        queued,
                        stage,
                        trailers,
                        priority,
                        wants,
                        resetAfter,
                        since,
                        widest);
    }
}
