package dev.stillframe.api.connection;

/**
 * The values of one direction's settings (RFC 9113 section 6.5.2, RFC 8441 section 3, RFC 9218
 * section 2.1). Values above 2^31-1 are held as 2^31-1, which stands for "no limit" where there may
 * be none.
 *
 * @param headerTableSize SETTINGS_HEADER_TABLE_SIZE in octets; 4096 at first
 * @param enablePush SETTINGS_ENABLE_PUSH; true at first
 * @param maxConcurrentStreams SETTINGS_MAX_CONCURRENT_STREAMS; no limit at first
 * @param initialWindowSize SETTINGS_INITIAL_WINDOW_SIZE in octets; 65,535 at first
 * @param maxFrameSize SETTINGS_MAX_FRAME_SIZE in octets, 16,384 to 16,777,215
 * @param maxHeaderListSize SETTINGS_MAX_HEADER_LIST_SIZE in octets, 32 added for each field; no
 *     limit at first
 * @param enableConnectProtocol SETTINGS_ENABLE_CONNECT_PROTOCOL; false at first
 * @param noRfc7540Priorities SETTINGS_NO_RFC7540_PRIORITIES; false at first
 */
public record Settings(
        int headerTableSize,
        boolean enablePush,
        int maxConcurrentStreams,
        int initialWindowSize,
        int maxFrameSize,
        int maxHeaderListSize,
        boolean enableConnectProtocol,
        boolean noRfc7540Priorities) {
    /** Where a setting has no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** What holds before any SETTINGS frame. */
    public static final Settings INITIAL =
            new Settings(4096, true, UNLIMITED, 65_535, 16_384, UNLIMITED, false, false);
}
