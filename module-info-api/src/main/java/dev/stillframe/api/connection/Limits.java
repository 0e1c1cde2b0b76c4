package dev.stillframe.api.connection;

import java.time.Duration;

/**
 * Every limit of a connection: whatever a peer can make grow is bounded by one of these. Immutable;
 * see {@link #DEFAULT} and {@link #toBuilder()}.
 *
 * @param maxConcurrentStreams SETTINGS_MAX_CONCURRENT_STREAMS: streams that the peer may have open
 *     at once, 1 to 2^31-1. Enforced from the first octet on, before the peer has acknowledged it.
 *     Default 100: RFC 9113 section 6.5.2 recommends at least 100
 * @param streamWindow SETTINGS_INITIAL_WINDOW_SIZE in octets, 1 to 2^31-1: what the peer may send
 *     on a stream before the application has consumed any. Default 65,535: what RFC 9113 gives; it
 *     grows where the bandwidth-delay product asks for it
 * @param maxStreamWindow how far a stream's receive window may grow, in octets, and not beyond a
 *     quarter of maxConnectionWindow: a stream that nobody reads leaves the others the rest. No
 *     growth when it is not above streamWindow. Default 8 << 20: 100 ms at 670 Mbit/s
 * @param connectionWindow the connection's receive window in octets, 65,535 to 2^31-1. Default 1 <<
 *     20: a slow stream must not hold up the others
 * @param maxConnectionWindow how far the connection's receive window may grow, in octets. Default
 *     32 << 20: the most that unread requests can hold in memory for one connection
 * @param maxFrameSize SETTINGS_MAX_FRAME_SIZE in octets, 16,384 to 16,777,215. Default 16,384:
 *     larger frames delay others
 * @param maxHeaderListSize SETTINGS_MAX_HEADER_LIST_SIZE in octets: a field section as decoded, 32
 *     added for each field. A larger one is answered with 431 on its stream. Default 16,384:
 *     cookies and tokens of real browsers fit twice
 * @param maxFields field lines in a field section, cookie crumbs included. Default 128: tiny fields
 *     cost more than their octets
 * @param maxFieldBlock octets of an encoded field block over all its frames. Above it the
 *     connection ends. Default 65,536: the compression state is lost unless all is decoded, so the
 *     decoder must go on past maxHeaderListSize, but not for ever
 * @param maxContinuations CONTINUATION frames for one field block. Default 8: a field block of the
 *     largest size needs 4
 * @param headerTableSize SETTINGS_HEADER_TABLE_SIZE in octets: memory for the peer's encoder.
 *     Default 4096: RFC 9113's default
 * @param maxEncoderTableSize the largest dynamic table of our own encoder in octets, whatever the
 *     peer allows. Default 4096: memory per connection
 * @param maxSettingsEntries entries in one SETTINGS frame. Default 32: six are defined
 * @param maxClosedStreams closed streams whose way of ending is remembered, so that late frames are
 *     told from wrong ones. Default 100: a round trip's worth
 * @param maxQueuedOctets octets that wait for the transport before no more DATA is taken, and
 *     octets of other frames among them before reading stops. Default 262,144: what a transport
 *     needs to stay busy
 * @param maxFinishing streams that were reset, by either end, while the application still works on
 *     them, beyond which new streams are refused. Default 100: rapid reset must not buy concurrency
 * @param resets resets of streams, by the peer or by us for the peer's fault, beyond those that
 *     useful work pays for. Default (200, 20): rapid reset and its relatives (CVE-2023-44487,
 *     CVE-2025-8671)
 * @param glitches small offences and idle work: empty and tiny frames, unknown and ignored frames
 *     (those that are told count once more for every 256 octets), priority, late frames on closed
 *     streams. Default (10,000, 330): each costs us little, many cost much
 * @param controls PING and SETTINGS frames to be answered. Default (1000, 100): each makes us send
 * @param settingsTimeout for the acknowledgement of our SETTINGS; zero for ever. Default
 *     ofSeconds(10): RFC 9113 section 6.5.3
 * @param idleTimeout for a connection without streams; zero for ever. Ends in GOAWAY(NO_ERROR).
 *     Default ZERO: the host of the engine mostly has one of its own
 * @param streamIdleTimeout for a stream on which no frame moves either way; zero for ever. Ends in
 *     RST_STREAM(CANCEL). Default ZERO: long polls and gRPC streams are idle for long; the host
 *     decides
 * @param stallTimeout for a stream whose peer gives no window while octets wait, at least; zero for
 *     ever. It is longer for who has been sent more than leastReadRate reads in that time. Ends in
 *     RST_STREAM(CANCEL). Stillframe's own server and Netty's channels also close a connection
 *     whose socket takes nothing for so long while octets wait. Default ofSeconds(60): slow-read
 *     attacks hold memory (CVE-2016-1546)
 * @param leastReadRate octets a second, 1 to 2^31-1: whoever reads so many is not stalled. A reader
 *     may legally give no window until it has read all that the last one let through, so a stream
 *     that stalls, or a connection, has the time for its widest window at this rate. With 2^31-1
 *     stallTimeout alone counts. Default 100: 11 minutes for a window of 65,535
 * @param fieldBlockTimeout from the first to the last frame of a field block; zero for ever.
 *     Default ofSeconds(15): nothing else may move on the connection meanwhile
 * @param prefaceTimeout for the connection preface; zero for ever. Default ofSeconds(15):
 *     connections that say nothing
 * @param keepAlive without octets received before a PING is sent, once a request has come or gone;
 *     zero for never. Default ZERO: finds dead peers and keeps middleboxes awake
 * @param keepAliveTimeout for the acknowledgement of a keep-alive PING. Default ofSeconds(20): the
 *     connection is taken for dead then
 * @param idleKeepAlive the same while no stream is open, where it is longer than keepAlive. Default
 *     ZERO: as keepAlive. Channels of gRPC take ofHours(2), since gRPC's servers permit no more
 *     (gRFC A8)
 * @param pingInterval the least time between the peer's PINGs unless HEADERS or DATA went to it in
 *     between, as for a keep-alive during long calls (gRFC A8); zero for any. The third that comes
 *     too early ends the connection in GOAWAY(ENHANCE_YOUR_CALM) with "too_many_pings". Default
 *     ZERO: PINGs of browsers and others are legal, and controls bounds them; servers of gRPC
 *     mostly take ofMinutes(5)
 * @param idlePingInterval the same while no stream is open, where it is longer than pingInterval.
 *     Default ZERO: as pingInterval; servers of gRPC mostly take ofHours(2)
 * @param maxAge after which the connection is drained; zero for never. Default ZERO: balances load
 *     behind long-lived connections. The fronts take up to a tenth more or less for each
 *     connection, so that those that came together do not leave together (gRFC A9)
 * @param maxRequests streams after which the connection is drained; zero for no limit. Default 0:
 *     as maxAge
 * @param drainTimeout from the first GOAWAY of a graceful shutdown, maxAge's among them, to the end
 *     of all streams; zero for ever. Default ofSeconds(30): a drain must end
 * @param drainGrace from the first GOAWAY of a graceful shutdown (last stream 2^31-1) to the second
 *     at the latest; a PING's round trip ends it earlier. Default ofSeconds(1): RFC 9113 section
 *     6.8
 */
public record Limits(
        int maxConcurrentStreams,
        int streamWindow,
        int maxStreamWindow,
        int connectionWindow,
        int maxConnectionWindow,
        int maxFrameSize,
        int maxHeaderListSize,
        int maxFields,
        int maxFieldBlock,
        int maxContinuations,
        int headerTableSize,
        int maxEncoderTableSize,
        int maxSettingsEntries,
        int maxClosedStreams,
        int maxQueuedOctets,
        int maxFinishing,
        Budget resets,
        Budget glitches,
        Budget controls,
        Duration settingsTimeout,
        Duration idleTimeout,
        Duration streamIdleTimeout,
        Duration stallTimeout,
        int leastReadRate,
        Duration fieldBlockTimeout,
        Duration prefaceTimeout,
        Duration keepAlive,
        Duration keepAliveTimeout,
        Duration idleKeepAlive,
        Duration pingInterval,
        Duration idlePingInterval,
        Duration maxAge,
        int maxRequests,
        Duration drainTimeout,
        Duration drainGrace) {
    /** The defaults. */
    public static final Limits DEFAULT = new LimitsBuilder().build();

    public Limits {
        within("maxConcurrentStreams", maxConcurrentStreams, 1, Integer.MAX_VALUE);
        within("streamWindow", streamWindow, 1, Integer.MAX_VALUE);
        within("connectionWindow", connectionWindow, 65_535, Integer.MAX_VALUE);
        within("maxFrameSize", maxFrameSize, 16_384, 16_777_215);
        within("maxHeaderListSize", maxHeaderListSize, 1, Integer.MAX_VALUE);
        within("maxFields", maxFields, 1, Integer.MAX_VALUE);
        within("maxFieldBlock", maxFieldBlock, 16_384, Integer.MAX_VALUE);
        within("maxContinuations", maxContinuations, 0, Integer.MAX_VALUE);
        within("headerTableSize", headerTableSize, 0, 1 << 20);
        within("maxEncoderTableSize", maxEncoderTableSize, 0, 1 << 20);
        within("maxSettingsEntries", maxSettingsEntries, 8, Integer.MAX_VALUE);
        within("maxClosedStreams", maxClosedStreams, 1, 10_000);
        within("maxQueuedOctets", maxQueuedOctets, 16_384, Integer.MAX_VALUE);
        within("maxFinishing", maxFinishing, 1, Integer.MAX_VALUE);
        within("leastReadRate", leastReadRate, 1, Integer.MAX_VALUE);
        within("maxRequests", maxRequests, 0, Integer.MAX_VALUE);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", not within " + least + " to " + most);
        }
    }

    /**
     * The same with a maxAge that is up to a tenth longer or shorter.
     *
     * @param chance 0 to 1, for each connection anew
     */
    public Limits spread(double chance) {
        return maxAge.isZero()
                ? this
                : toBuilder()
                        .maxAge(Duration.ofNanos((long) (maxAge.toNanos() * (0.9 + 0.2 * chance))))
                        .build();
    }

    /** A builder that starts from these limits. */
    public LimitsBuilder toBuilder() {
        return new LimitsBuilder(this);
    }
}
