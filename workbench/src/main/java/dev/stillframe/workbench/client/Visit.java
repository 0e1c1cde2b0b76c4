package dev.stillframe.workbench.client;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.workbench.soak.SoakCalls;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
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
        CUT("POST", "/echo"),
        /** A call with one message each way. */
        CALL("POST", "Unary"),
        /** A call with many messages and one response. */
        JOINED_CALL("POST", "Join"),
        /** A call with one message and many responses. */
        COUNTED_CALL("POST", "Count"),
        /** A call in which each message waits for the response to the one before. */
        TALK("POST", "Echo"),
        /** A call that is cancelled after its first response. */
        CANCELLED_CALL("POST", "Wait"),
        /** A call whose deadline runs out after its first response. */
        LATE_CALL("POST", "Wait");

        private static final Kind[] IN_TURN = {
            UNARY, UNARY, TRAILERS, UNARY, RESET, UNARY, UNARY, ECHO, UNARY, CANCELLED,
            UNARY, UNARY, TRAILERS, UNARY, UNREAD, UNARY, UNARY, ECHO, UNARY, CUT
        };

        private static final Kind[] CALLS_IN_TURN = {
            CALL, CALL, TALK, CALL, COUNTED_CALL, CALL, JOINED_CALL, CALL, CANCELLED_CALL,
            CALL, CALL, TALK, CALL, COUNTED_CALL, CALL, JOINED_CALL, CALL, LATE_CALL
        };

        private final String method;
        private final String path;

        Kind(String method, String path) {
            this.method = method;
            this.path = path;
        }

        /** One in five is reset: more than users do, and less than an attack. */
        static Kind of(long number, Mix.Users users) {
            if (users == Mix.Users.PLAIN) {
                return IN_TURN[(int) (number % IN_TURN.length)];
            }
            Kind[] turn = number % 2 == 0 ? IN_TURN : CALLS_IN_TURN;
            return turn[(int) (number / 2 % turn.length)];
        }

        /** Those that these users do. */
        static Set<Kind> all(Mix.Users users) {
            Set<Kind> all = EnumSet.allOf(Kind.class);
            all.removeIf(each -> users == Mix.Users.PLAIN && each.isCall());
            return all;
        }

        /** One style of the server after the other, each with all kinds. */
        private static String service(long number) {
            return number / 2 / CALLS_IN_TURN.length % 2 == 0 ? SoakCalls.DIRECT : SoakCalls.FOLDED;
        }

        boolean isCall() {
            return !path.startsWith("/");
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

    /** Of calls: what stands before a message, and the message. */
    private static final int PREFIX = 5;

    private static final int MESSAGE = 50;
    private static final int FRAME = PREFIX + MESSAGE;
    private static final int MESSAGES = 5;

    private final Loop loop;
    private final Kind kind;
    private final String path;
    private final Host host;
    private @Nullable Link link;
    private int streamId;
    private int status;
    private long octets;
    private boolean gaveUp;
    private boolean trailed;
    private int asked;
    private @Nullable String grpcStatus;

    /**
     * Nothing has happened yet.
     *
     * @param number calls alternate by it between the styles of their servers
     */
    Visit(Loop loop, Kind kind, long number, Host host) {
        this.loop = loop;
        this.kind = kind;
        this.host = host;
        this.path = kind.isCall() ? "/" + Kind.service(number) + "/" + kind.path : kind.path;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public RequestHead head() {
        FieldSection fields =
                kind.isCall()
                        ? FieldSection.of("te", "trailers", "content-type", "application/grpc")
                        : FieldSection.EMPTY;
        if (kind == Kind.LATE_CALL) {
            fields = fields.plus("grpc-timeout", "50m");
        }
        return RequestHead.of(kind.method, loop.scheme(), loop.authority(), path, fields);
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
            case CALL, COUNTED_CALL -> ask(on, true);
            case TALK, CANCELLED_CALL, LATE_CALL -> ask(on, false);
            case JOINED_CALL -> {
                for (int i = 1; i <= MESSAGES; i++) {
                    ask(on, i == MESSAGES);
                }
            }
            case UNARY, TRAILERS, RESET, UNREAD -> {}
        }
    }

    /** Sends a message. */
    private void ask(Link on, boolean last) {
        asked++;
        on.send(streamId, ByteBuffer.allocate(FRAME).putInt(1, MESSAGE), last);
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
        if (kind == Kind.RESET || kind == Kind.CUT || kind == Kind.CANCELLED_CALL) {
            giveUp();
        } else if (kind == Kind.TALK && asked < MESSAGES && octets == (long) asked * FRAME) {
            ask(on, asked == MESSAGES - 1);
        }
    }

    @Override
    public void trailers(Link on, int id, FieldSection fields) {
        trailed = true;
        grpcStatus = fields.value("grpc-status");
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
                    case RESET, CANCELLED, UNREAD, CUT, CANCELLED_CALL ->
                            gaveUp && end instanceof End.Reset reset && !reset.byPeer();
                    case CALL -> answered(end, FRAME);
                    case JOINED_CALL -> answered(end, PREFIX + MESSAGES * MESSAGE);
                    case COUNTED_CALL -> answered(end, SoakCalls.COUNT * FRAME);
                    case TALK -> answered(end, MESSAGES * FRAME);
                    case LATE_CALL ->
                            end instanceof End.Reset reset
                                    && reset.byPeer()
                                    && reset.code().equals(ErrorCode.CANCEL);
                };
        return right
                ? null
                : "%s ended in %s, status %d, grpc-status %s, %d octets"
                        .formatted(kind, end, status, grpcStatus, octets);
    }

    private boolean answered(End end, int expected) {
        return complete(end) && octets == expected && "0".equals(grpcStatus);
    }

    private boolean complete(End end) {
        return status == 200 && end instanceof End.Complete;
    }
}
