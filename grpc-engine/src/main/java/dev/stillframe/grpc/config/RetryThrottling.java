package dev.stillframe.grpc.config;

/**
 * When retries and hedges are left out because too much fails (A6, "Throttling Retry Attempts and
 * Hedged RPCs").
 *
 * @param maxTokens 1 to 1000
 * @param milliRatio the thousandth parts of a token that a success gives back; 1 or more
 */
public record RetryThrottling(int maxTokens, int milliRatio) {
    /** The most tokens there can be. */
    public static final int MOST_TOKENS = 1000;

    public RetryThrottling {
        if (maxTokens < 1 || maxTokens > MOST_TOKENS || milliRatio < 1) {
            throw new IllegalArgumentException(maxTokens + " tokens, " + milliRatio + "/1000");
        }
    }
}
