package dev.stillframe.api.client;

/** A placeholder until the pool lands. */
public record PoolOptions() {
    /** The defaults. */
    public static final PoolOptions DEFAULT = new PoolOptions();
}
