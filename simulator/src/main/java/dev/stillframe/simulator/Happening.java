package dev.stillframe.simulator;

/**
 * One event of a plan. Each means something whatever came before it, so that any part of a plan can
 * be left out.
 */
public sealed interface Happening {
    /** When, in microseconds from the beginning. */
    long at();

    /** On which link, from 0. A link that is not there is the one modulo their number. */
    int link();

    /** How the server treats a request. */
    enum Way {
        /** Answers at once, and reads while it writes. */
        AT_ONCE,
        /** Answers when it has read all. */
        AFTER_UPLOAD,
        /** Answers without reading, and stops the upload with NO_ERROR. */
        EARLY_STOP,
        /** Refuses it before anything else. */
        REFUSE,
        /** Gives up in the middle of its answer. */
        GIVE_UP,
        /** The request is a HEAD. */
        HEAD,
        /** Answers nothing but the head, which ends the stream. */
        HEAD_ONLY
    }

    /** What kind of a request it is. */
    enum Kind {
        /** An ordinary one. */
        PLAIN,
        /**
         * The first of its link begins it: an HTTP/1.1 request with Upgrade: h2c, which has no
         * content and becomes stream 1 (RFC 7540 section 3.2). Others are plain.
         */
        UPGRADE,
        /** CONNECT (RFC 9113 section 8.5): content flows both ways through a tunnel. */
        TUNNEL,
        /** The same for a protocol (RFC 8441). */
        EXTENDED
    }

    /** How an application reads. */
    enum Reads {
        /** What has come is consumed at once. */
        AT_ONCE,
        /** In pieces, some time later. */
        LATER,
        /** Not before the calm at the end. */
        NEVER
    }

    /**
     * A client asks.
     *
     * @param up octets of the request's content
     * @param down octets of the response's
     * @param chunk how many an application offers at once; 0 for as many as it can
     * @param pace microseconds between two offers; 0 for all at once, -1 for one for each credit
     * @param think microseconds before the server begins to answer
     * @param interims 1xx responses before the final one
     * @param trailers 1: of the request, 2: of the response, 3: of both
     * @param cancel microseconds from the start after which the client gives up; 0 for never
     * @param pushes promises that go with the response
     * @param fields octets of extra fields, both ways
     * @param length whether content-length is said
     * @param urgency its priority, 0 to 7; 8 and more say incremental as well
     * @param patience microseconds that it waits for a pool's connection; 0 for ever
     * @param kind what it is, which may take some of the rest away
     */
    record Request(
            long at,
            int link,
            int up,
            int down,
            int chunk,
            int pace,
            int think,
            Way way,
            Reads clientReads,
            Reads serverReads,
            int interims,
            int trailers,
            int cancel,
            int pushes,
            int fields,
            boolean length,
            int urgency,
            int patience,
            Kind kind)
            implements Happening {
        public Request {
            switch (kind) {
                case PLAIN -> {}
                case UPGRADE -> {
                    up = 0;
                    trailers &= 2;
                }
                case TUNNEL, EXTENDED -> {
                    trailers = 0;
                    length = false;
                    way = way == Way.HEAD ? Way.AT_ONCE : way;
                }
            }
        }

        boolean isTunnel() {
            return kind == Kind.TUNNEL || kind == Kind.EXTENDED;
        }

        /** The most octets that an application offers at once. */
        int most() {
            return chunk == 0 ? Content.MOST : chunk;
        }
    }

    /** An end measures the round trip. */
    record Ping(long at, int link, Side end) implements Happening {}

    /** An end changes its limits. Zero leaves a limit as it is. */
    record Change(
            long at,
            int link,
            Side end,
            int streams,
            int window,
            int connectionWindow,
            int frame,
            int table)
            implements Happening {}

    /**
     * The client's youngest stream changes its priority.
     *
     * @param urgency 0 to 7; 8 and more say incremental as well
     */
    record Reprioritize(long at, int link, Side end, int urgency) implements Happening {}

    /** Nothing arrives at this end for so many microseconds; for 0, not before the calm. */
    record Stall(long at, int link, Side end, int micros) implements Happening {}

    /**
     * Nothing of what this end sends arrives for so many microseconds, and they do pass: whoever
     * waits for it runs out of patience.
     */
    record Silence(long at, int link, Side end, int micros) implements Happening {}

    /** This end's host does not read for so many microseconds; for 0, not before the calm. */
    record Deaf(long at, int link, Side end, int micros) implements Happening {}

    /** The link breaks once this end has received so many octets more. */
    record Cut(long at, int link, Side end, int octets) implements Happening {}

    /**
     * This end receives so many octets more, then the end of input, as if its peer had closed; the
     * peer learns of it when it writes.
     */
    record HalfClose(long at, int link, Side end, int octets) implements Happening {}

    /** How a transport fails. */
    enum Failure {
        /** The next write, or the one under way, fails. */
        WRITE,
        /** The write throws. */
        THROWS,
        /** The transport is gone, then the write under way fails. */
        GONE,
        /** The transport is gone, then the write under way ends well. */
        GONE_WRITTEN
    }

    /** This end's transport fails, whatever the network does. */
    record Fail(long at, int link, Side end, Failure how) implements Happening {}

    /** This end shuts down: in two steps, or at once. */
    record Shutdown(long at, int link, Side end, boolean graceful) implements Happening {}

    /** With a pool: nobody can connect to this server for so many microseconds. */
    record Down(long at, int link, int micros) implements Happening {}

    /** This end's clock jumps by so many milliseconds, forwards or back. */
    record Jump(long at, int link, Side end, int millis) implements Happening {}
}
