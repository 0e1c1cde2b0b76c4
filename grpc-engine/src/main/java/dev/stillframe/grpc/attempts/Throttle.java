package dev.stillframe.grpc.attempts;

import dev.stillframe.grpc.config.RetryThrottling;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a server name (A6, "Throttling Retry Attempts and Hedged RPCs"), as an immutable
 * value. Failures take whole ones, successes give back parts of them; with half or fewer left,
 * nothing is retried or hedged.
 *
 * @param config null for no throttling
 * @param milliTokens thousandth parts of tokens, 0 to those of {@code maxTokens}
 */
public record Throttle(@Nullable RetryThrottling config, int milliTokens) {
    /** Never throttles. */
    public static final Throttle NONE = new Throttle(null, 0);

    private static final int TOKEN = 1000;

    /** All tokens are there. */
    public static Throttle of(@Nullable RetryThrottling config) {
        return config == null ? NONE : new Throttle(config, config.maxTokens() * TOKEN);
    }

    /** The same under another config, with the same share of its tokens. */
    public Throttle under(@Nullable RetryThrottling next) {
        if (next == null || config == null) {
            return of(next);
        }
        return next.equals(config)
                ? this
                : new Throttle(next, (int) ((long) milliTokens * next.maxTokens() * TOKEN / max()));
    }

    private long max() {
        return config == null ? 0 : (long) config.maxTokens() * TOKEN;
    }

    /** After an attempt that succeeded. */
    public Throttle succeeded() {
        return config == null || milliTokens == max()
                ? this
                : new Throttle(
                        config, (int) Math.min(max(), (long) milliTokens + config.milliRatio()));
    }

    /** After an attempt that failed in a way which counts. */
    public Throttle failed() {
        return config == null || milliTokens == 0
                ? this
                : new Throttle(config, Math.max(0, milliTokens - TOKEN));
    }

    /** Whether more attempts than the first may be made. */
    public boolean allows() {
        return config == null || milliTokens > max() / 2;
    }
}
