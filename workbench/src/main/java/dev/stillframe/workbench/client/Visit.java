package dev.stillframe.workbench.client;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One stream of the {@link Mix}. */
public final class Visit implements Exchange {

    /** What its user does. */
    public enum Kind {
        /** Asks and takes the answer. */
        UNARY("GET", "/"),
        /** Asks for an answer with trailers. */
        TRAILERS("GET", "/trailers"),
        /** Sends content and trailers, and takes them back. */
        ECHO("POST", "/echo"),
        /** Resets the stream in the middle of the answer. */
        RESET("GET", "/bytes?n=300000"),
        /** Resets the stream before there is any answer. */
        CANCELLED("GET", "/sleep?ms=20"),
        /** Reads nothing, so that the window closes, and resets the stream long after. */
        UNREAD("GET", "/bytes?n=300000"),
        /** Resets the stream in the middle of the request's content. */
        CUT("POST", "/echo");

        private static final Kind[] IN_TURN = {
            UNARY, UNARY, TRAILERS, UNARY, RESET, UNARY, UNARY, ECHO, UNARY, CANCELLED,
            UNARY, UNARY, TRAILERS, UNARY, UNREAD, UNARY, UNARY, ECHO, UNARY, CUT
        };

        private final String method;
        private final String path;

        Kind(String method, String path) {
            this.method = method;
            this.path = path;
        }

        /** One in five is reset: more than users do, and less than an attack. */
        static Kind of(long number) {
            return IN_TURN[(int) (number % IN_TURN.length)];
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who keeps the streams going. */
    interface Host {
        /** The server has sent something that will not be read. */
        void stalls(Visit visit);

        /** It is over; {@code mistake} says how it should not have been, or is null. */
        void over(Visit visit, @Nullable String mistake);
    }

    private static final int CONTENT = 1_000;

    private final Loop loop;
    private final Kind kind;
    private final Host host;
    private @Nullable Link link;
    private int streamId;
    private int status;
    private long octets;
    private boolean gaveUp;
    private boolean trailed;

    Visit(Loop loop, Kind kind, Host host) {
        this.loop = loop;
        this.kind = kind;
        this.host = host;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public RequestHead head() {
        return RequestHead.of(
                kind.method, loop.scheme(), loop.authority(), kind.path, FieldSection.EMPTY);
    }

    @Override
    public boolean endStream() {
        return kind.method.equals("GET");
    }

    @Override
    public void started(Link on, int id) {
        link = on;
        streamId = id;
        switch (kind) {
            case ECHO -> {
                on.send(id, ByteBuffer.allocate(CONTENT), false);
                on.sendTrailers(id, FieldSection.of("x-sum", "17"));
            }
            case CUT -> on.send(id, ByteBuffer.allocate(CONTENT), false);
            case CANCELLED -> giveUp();
            case UNARY, TRAILERS, RESET, UNREAD -> {}
        }
    }

    @Override
    public void response(Link on, int id, ResponseHead head) {
        status = head.status();
    }

    @Override
    public void data(Link on, int id, Octets content) {
        boolean first = octets == 0;
        octets += content.length();
        if (kind != Kind.UNREAD) {
            on.consumed(id, content.length());
        } else if (first) {
            host.stalls(this);
        }
        if (kind == Kind.RESET || kind == Kind.CUT) {
            giveUp();
        }
    }

    @Override
    public void trailers(Link on, int id, FieldSection fields) {
        trailed = true;
    }

    @Override
    public void ended(Link on, End end) {
        host.over(this, mistake(end));
    }

    /** Resets the stream. */
    void giveUp() {
        Link on = link;
        if (on != null && !gaveUp) {
            gaveUp = true;
            on.cancel(streamId);
        }
    }

    private @Nullable String mistake(End end) {
        boolean right =
                switch (kind) {
                    case UNARY -> complete(end) && octets == 13;
                    case TRAILERS -> complete(end) && trailed;
                    // Not every stack hands the trailers of a request on.
                    case ECHO -> complete(end) && octets == CONTENT;
                    case RESET, CANCELLED, UNREAD, CUT ->
                            gaveUp && end instanceof End.Reset reset && !reset.byPeer();
                };
        return right ? null : kind + " ended in " + end + ", status " + status;
    }

    private boolean complete(End end) {
        return status == 200 && end instanceof End.Complete;
    }
}
