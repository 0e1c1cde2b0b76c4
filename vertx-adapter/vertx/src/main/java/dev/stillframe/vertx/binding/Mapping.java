package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.vertx.StillframeOptions;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpSetting;
import java.time.Duration;
import java.util.List;

/** Vert.x' options and settings as limits, and back. */
final class Mapping {
    private static final int LEAST_WINDOW = 65_535;

    private static final List<HttpSetting<?>> CHANGEABLE =
            List.of(
                    Http2Settings.HEADER_TABLE_SIZE,
                    Http2Settings.MAX_CONCURRENT_STREAMS,
                    Http2Settings.INITIAL_WINDOW_SIZE,
                    Http2Settings.MAX_FRAME_SIZE,
                    Http2Settings.MAX_HEADER_LIST_SIZE);

    private Mapping() {}

    /**
     * The limits of each connection. Settings of other kinds than RFC 9113's are not sent; what was
     * left at Vert.x' default where ours is better founded is ours: see README.md.
     */
    static Limits limits(Http2ServerConfig config, StillframeOptions more) {
        LimitsBuilder limits = Limits.DEFAULT.toBuilder();
        settings(limits, config.getInitialSettings());
        if (config.getConnectionWindowSize() > 0) {
            limits.connectionWindow(Math.max(LEAST_WINDOW, config.getConnectionWindowSize()));
        }
        int resets = config.getRstFloodMaxRstFramePerWindow();
        Duration window = config.getRstFloodWindowDuration();
        boolean asByDefault =
                resets == HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_MAX_RST_FRAME_PER_WINDOW
                        && window.toSeconds()
                                == HttpServerOptions.DEFAULT_HTTP2_RST_FLOOD_WINDOW_DURATION;
        if (resets <= 0) {
            limits.resets(new Budget(Integer.MAX_VALUE, Integer.MAX_VALUE));
        } else if (!asByDefault) {
            long seconds = Math.max(1, window.toSeconds());
            limits.resets(new Budget(resets, (int) ((resets + seconds - 1) / seconds)));
        }
        int continuations = config.getMaxSmallContinuationFrames();
        limits.maxContinuations(continuations == 0 ? Integer.MAX_VALUE : continuations);
        more.limits().accept(limits);
        return limits.build();
    }

    /** Settings as a part of limits. */
    static void settings(LimitsBuilder limits, Http2Settings settings) {
        limits.headerTableSize((int) Math.min(1 << 20, settings.getHeaderTableSize()))
                .maxConcurrentStreams(positive(settings.getMaxConcurrentStreams()))
                .streamWindow(Math.max(1, settings.getInitialWindowSize()))
                .maxFrameSize(settings.getMaxFrameSize())
                .maxHeaderListSize(positive(settings.getMaxHeaderListSize()));
    }

    /** Those that were set change, as users of 5.1 on expect who set but one; the others stay. */
    static void changes(LimitsBuilder limits, Http2Settings settings) {
        Http2Settings all = settings(limits.build());
        for (HttpSetting<?> each : CHANGEABLE) {
            Long value = settings.getLong(each);
            if (value != null) {
                all.setLong(each, value);
            }
        }
        settings(limits, all);
    }

    private static int positive(long value) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, value));
    }

    /** What we have said. */
    static Http2Settings settings(Limits limits) {
        return new Http2Settings()
                .setHeaderTableSize(limits.headerTableSize())
                .setMaxConcurrentStreams(limits.maxConcurrentStreams())
                .setInitialWindowSize(limits.streamWindow())
                .setMaxFrameSize(limits.maxFrameSize())
                .setMaxHeaderListSize(limits.maxHeaderListSize());
    }

    /** What the peer has said. What it has not limited is as Vert.x has it by default. */
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
}
