package dev.stillframe.vertx4;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Settings;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;

/** Vert.x' options and settings as limits, and back. */
final class Mapping {
    private static final int LEAST_WINDOW = 65_535;

    private Mapping() {}

    /**
     * The limits of each connection. Settings of other kinds than RFC 9113's are not sent. Where
     * options about windows or resets were left at Vert.x' defaults, ours hold: see README.md.
     */
    static Limits limits(HttpServerOptions options, StillframeOptions more) {
        LimitsBuilder limits = Limits.DEFAULT.toBuilder();
        Http2Settings initial = options.getInitialSettings();
        if (initial != null) {
            settings(limits, initial);
        }
        if (options.getHttp2ConnectionWindowSize() > 0) {
            limits.connectionWindow(Math.max(LEAST_WINDOW, options.getHttp2ConnectionWindowSize()));
        }
        resets(limits, options);
        int continuations = options.getHttp2MaxSmallContinuationFrames();
        limits.maxContinuations(continuations <= 0 ? Integer.MAX_VALUE : continuations);
        more.limits().accept(limits);
        return limits.build();
    }

    private static void resets(LimitsBuilder limits, HttpServerOptions options) {
        int resets = options.getHttp2RstFloodMaxRstFramePerWindow();
        long seconds =
                options.getHttp2RstFloodWindowDurationTimeUnit()
                        .toSeconds(options.getHttp2RstFloodWindowDuration());
        boolean asByDefault =
                resets == HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_MAX_RST_FRAME_PER_WINDOW
                        && seconds == HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_WINDOW_DURATION;
        if (resets <= 0) {
            limits.resets(new Budget(Integer.MAX_VALUE, Integer.MAX_VALUE));
        } else if (!asByDefault) {
            long window = Math.max(1, seconds);
            limits.resets(new Budget(resets, (int) ((resets + window - 1) / window)));
        }
    }

    /** Settings as a part of limits. */
    static void settings(LimitsBuilder limits, Http2Settings settings) {
        limits.headerTableSize((int) Math.min(1 << 20, settings.getHeaderTableSize()))
                .maxConcurrentStreams(positive(settings.getMaxConcurrentStreams()))
                .streamWindow(Math.max(1, settings.getInitialWindowSize()))
                .maxFrameSize(settings.getMaxFrameSize())
                .maxHeaderListSize(positive(settings.getMaxHeaderListSize()));
    }

    private static int positive(long value) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, value));
    }

    /** What the peer has said. */
    static Http2Settings settings(Settings settings) {
        Http2Settings said =
                new Http2Settings()
                        .setHeaderTableSize(settings.headerTableSize())
                        .setPushEnabled(settings.enablePush())
                        .setInitialWindowSize(settings.initialWindowSize())
                        .setMaxFrameSize(settings.maxFrameSize());
        if (settings.maxConcurrentStreams() != Settings.UNLIMITED) {
            said.setMaxConcurrentStreams(settings.maxConcurrentStreams());
        }
        if (settings.maxHeaderListSize() != Settings.UNLIMITED) {
            said.setMaxHeaderListSize(settings.maxHeaderListSize());
        }
        return said;
    }

    /** What we have said. */
    static Http2Settings settings(Limits limits) {
        Http2Settings said =
                new Http2Settings()
                        .setHeaderTableSize(limits.headerTableSize())
                        .setInitialWindowSize(limits.streamWindow())
                        .setMaxFrameSize(limits.maxFrameSize())
                        .setMaxHeaderListSize(limits.maxHeaderListSize());
        if (limits.maxConcurrentStreams() != Settings.UNLIMITED) {
            said.setMaxConcurrentStreams(limits.maxConcurrentStreams());
        }
        return said;
    }
}
