package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/**
 * Limits as names and values, so that a recording outlives a change of {@link Limits}. A test
 * compares this list with the record.
 */
final class LimitValues {
    /** One limit, as text. */
    private record Value(
            String name, Function<Limits, String> get, BiConsumer<LimitsBuilder, String> set) {}

    private static final List<Value> ALL =
            List.of(
                    count(
                            "maxConcurrentStreams",
                            Limits::maxConcurrentStreams,
                            LimitsBuilder::maxConcurrentStreams),
                    count("streamWindow", Limits::streamWindow, LimitsBuilder::streamWindow),
                    count(
                            "maxStreamWindow",
                            Limits::maxStreamWindow,
                            LimitsBuilder::maxStreamWindow),
                    count(
                            "connectionWindow",
                            Limits::connectionWindow,
                            LimitsBuilder::connectionWindow),
                    count(
                            "maxConnectionWindow",
                            Limits::maxConnectionWindow,
                            LimitsBuilder::maxConnectionWindow),
                    count("maxFrameSize", Limits::maxFrameSize, LimitsBuilder::maxFrameSize),
                    count(
                            "maxHeaderListSize",
                            Limits::maxHeaderListSize,
                            LimitsBuilder::maxHeaderListSize),
                    count("maxFields", Limits::maxFields, LimitsBuilder::maxFields),
                    count("maxFieldBlock", Limits::maxFieldBlock, LimitsBuilder::maxFieldBlock),
                    count(
                            "maxContinuations",
                            Limits::maxContinuations,
                            LimitsBuilder::maxContinuations),
                    count(
                            "headerTableSize",
                            Limits::headerTableSize,
                            LimitsBuilder::headerTableSize),
                    count(
                            "maxEncoderTableSize",
                            Limits::maxEncoderTableSize,
                            LimitsBuilder::maxEncoderTableSize),
                    count(
                            "maxSettingsEntries",
                            Limits::maxSettingsEntries,
                            LimitsBuilder::maxSettingsEntries),
                    count(
                            "maxClosedStreams",
                            Limits::maxClosedStreams,
                            LimitsBuilder::maxClosedStreams),
                    count(
                            "maxQueuedOctets",
                            Limits::maxQueuedOctets,
                            LimitsBuilder::maxQueuedOctets),
                    count("maxFinishing", Limits::maxFinishing, LimitsBuilder::maxFinishing),
                    budget("resets", Limits::resets, LimitsBuilder::resets),
                    budget("glitches", Limits::glitches, LimitsBuilder::glitches),
                    budget("controls", Limits::controls, LimitsBuilder::controls),
                    time(
                            "settingsTimeout",
                            Limits::settingsTimeout,
                            LimitsBuilder::settingsTimeout),
                    time("idleTimeout", Limits::idleTimeout, LimitsBuilder::idleTimeout),
                    time(
                            "streamIdleTimeout",
                            Limits::streamIdleTimeout,
                            LimitsBuilder::streamIdleTimeout),
                    time("stallTimeout", Limits::stallTimeout, LimitsBuilder::stallTimeout),
                    count("leastReadRate", Limits::leastReadRate, LimitsBuilder::leastReadRate),
                    time(
                            "fieldBlockTimeout",
                            Limits::fieldBlockTimeout,
                            LimitsBuilder::fieldBlockTimeout),
                    time("prefaceTimeout", Limits::prefaceTimeout, LimitsBuilder::prefaceTimeout),
                    time("keepAlive", Limits::keepAlive, LimitsBuilder::keepAlive),
                    time(
                            "keepAliveTimeout",
                            Limits::keepAliveTimeout,
                            LimitsBuilder::keepAliveTimeout),
                    time("idleKeepAlive", Limits::idleKeepAlive, LimitsBuilder::idleKeepAlive),
                    time("pingInterval", Limits::pingInterval, LimitsBuilder::pingInterval),
                    time(
                            "idlePingInterval",
                            Limits::idlePingInterval,
                            LimitsBuilder::idlePingInterval),
                    time("maxAge", Limits::maxAge, LimitsBuilder::maxAge),
                    count("maxRequests", Limits::maxRequests, LimitsBuilder::maxRequests),
                    time("drainTimeout", Limits::drainTimeout, LimitsBuilder::drainTimeout),
                    time("drainGrace", Limits::drainGrace, LimitsBuilder::drainGrace));

    private LimitValues() {}

    static Map<String, String> of(Limits limits) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Value value : ALL) {
            values.put(value.name(), value.get().apply(limits));
        }
        return values;
    }

    /**
     * The limits that these values give.
     *
     * @param values each one that is used is taken out
     * @param missing gets what is not among the values, and is as it is by default
     * @throws IllegalArgumentException when a value is none, or out of its range
     */
    static Limits read(Map<String, String> values, List<String> missing) {
        LimitsBuilder limits = Limits.DEFAULT.toBuilder();
        for (Value value : ALL) {
            String text = values.remove(value.name());
            if (text == null) {
                missing.add(value.name() + " = " + value.get().apply(Limits.DEFAULT));
            } else {
                value.set().accept(limits, text);
            }
        }
        return limits.build();
    }

    private static Value count(
            String name, ToIntFunction<Limits> get, ObjIntConsumer<LimitsBuilder> set) {
        return new Value(
                name,
                limits -> String.valueOf(get.applyAsInt(limits)),
                (limits, text) -> set.accept(limits, Integer.parseInt(text)));
    }

    /** {@code burst/perSecond}. */
    private static Value budget(
            String name, Function<Limits, Budget> get, BiConsumer<LimitsBuilder, Budget> set) {
        return new Value(
                name,
                limits -> get.apply(limits).burst() + "/" + get.apply(limits).perSecond(),
                (limits, text) -> set.accept(limits, budget(text)));
    }

    private static Budget budget(String text) {
        int slash = Math.max(0, text.indexOf('/'));
        return new Budget(
                Integer.parseInt(text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
    }

    /** {@code seconds.nanoseconds}. */
    private static Value time(
            String name, Function<Limits, Duration> get, BiConsumer<LimitsBuilder, Duration> set) {
        return new Value(
                name,
                limits -> get.apply(limits).getSeconds() + "." + get.apply(limits).getNano(),
                (limits, text) -> set.accept(limits, duration(text)));
    }

    private static Duration duration(String text) {
        int dot = Math.max(0, text.indexOf('.'));
        long seconds = Long.parseLong(text.substring(0, dot));
        int nanos = Integer.parseInt(text.substring(dot + 1));
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
