package dev.stillframe.api.client;

/** A placeholder until the pool lands. */
public record PoolStatistics(Endpoint endpoint) {}
