package dev.stillframe.api.connection;

import java.time.Duration;

/** Collects {@link Limits}; made by {@link Limits#toBuilder()}. */
public final class LimitsBuilder {
    private int maxConcurrentStreams = 100;
    private int streamWindow = 65_535;
    private int maxStreamWindow = 8 << 20;
    private int connectionWindow = 1 << 20;
    private int maxConnectionWindow = 32 << 20;
    private int maxFrameSize = 16_384;
    private int maxHeaderListSize = 16_384;
    private int maxFields = 128;
    private int maxFieldBlock = 65_536;
    private int maxContinuations = 8;
    private int headerTableSize = 4096;
    private int maxEncoderTableSize = 4096;
    private int maxSettingsEntries = 32;
    private int maxClosedStreams = 100;
    private int maxQueuedOctets = 262_144;
    private int maxFinishing = 100;
    private Budget resets = new Budget(200, 20);
    private Budget glitches = new Budget(10_000, 330);
    private Budget controls = new Budget(1000, 100);
    private Duration settingsTimeout = Duration.ofSeconds(10);
    private Duration idleTimeout = Duration.ZERO;
    private Duration streamIdleTimeout = Duration.ZERO;
    private Duration stallTimeout = Duration.ofSeconds(60);
    private int leastReadRate = 100;
    private Duration fieldBlockTimeout = Duration.ofSeconds(15);
    private Duration prefaceTimeout = Duration.ofSeconds(15);
    private Duration keepAlive = Duration.ZERO;
    private Duration keepAliveTimeout = Duration.ofSeconds(20);
    private Duration idleKeepAlive = Duration.ZERO;
    private Duration pingInterval = Duration.ZERO;
    private Duration idlePingInterval = Duration.ZERO;
    private Duration maxAge = Duration.ZERO;
    private int maxRequests = 0;
    private Duration drainTimeout = Duration.ofSeconds(30);
    private Duration drainGrace = Duration.ofSeconds(1);

    LimitsBuilder() {}

    LimitsBuilder(Limits from) {
        maxConcurrentStreams = from.maxConcurrentStreams();
        streamWindow = from.streamWindow();
        maxStreamWindow = from.maxStreamWindow();
        connectionWindow = from.connectionWindow();
        maxConnectionWindow = from.maxConnectionWindow();
        maxFrameSize = from.maxFrameSize();
        maxHeaderListSize = from.maxHeaderListSize();
        maxFields = from.maxFields();
        maxFieldBlock = from.maxFieldBlock();
        maxContinuations = from.maxContinuations();
        headerTableSize = from.headerTableSize();
        maxEncoderTableSize = from.maxEncoderTableSize();
        maxSettingsEntries = from.maxSettingsEntries();
        maxClosedStreams = from.maxClosedStreams();
        maxQueuedOctets = from.maxQueuedOctets();
        maxFinishing = from.maxFinishing();
        resets = from.resets();
        glitches = from.glitches();
        controls = from.controls();
        settingsTimeout = from.settingsTimeout();
        idleTimeout = from.idleTimeout();
        streamIdleTimeout = from.streamIdleTimeout();
        stallTimeout = from.stallTimeout();
        leastReadRate = from.leastReadRate();
        fieldBlockTimeout = from.fieldBlockTimeout();
        prefaceTimeout = from.prefaceTimeout();
        keepAlive = from.keepAlive();
        keepAliveTimeout = from.keepAliveTimeout();
        idleKeepAlive = from.idleKeepAlive();
        pingInterval = from.pingInterval();
        idlePingInterval = from.idlePingInterval();
        maxAge = from.maxAge();
        maxRequests = from.maxRequests();
        drainTimeout = from.drainTimeout();
        drainGrace = from.drainGrace();
    }

    /** Sets {@link Limits#maxConcurrentStreams()}. */
    public LimitsBuilder maxConcurrentStreams(int value) {
        maxConcurrentStreams = value;
        return this;
    }

    /** Sets {@link Limits#streamWindow()}. */
    public LimitsBuilder streamWindow(int value) {
        streamWindow = value;
        return this;
    }

    /** Sets {@link Limits#maxStreamWindow()}. */
    public LimitsBuilder maxStreamWindow(int value) {
        maxStreamWindow = value;
        return this;
    }

    /** Sets {@link Limits#connectionWindow()}. */
    public LimitsBuilder connectionWindow(int value) {
        connectionWindow = value;
        return this;
    }

    /** Sets {@link Limits#maxConnectionWindow()}. */
    public LimitsBuilder maxConnectionWindow(int value) {
        maxConnectionWindow = value;
        return this;
    }

    /** Sets {@link Limits#maxFrameSize()}. */
    public LimitsBuilder maxFrameSize(int value) {
        maxFrameSize = value;
        return this;
    }

    /** Sets {@link Limits#maxHeaderListSize()}. */
    public LimitsBuilder maxHeaderListSize(int value) {
        maxHeaderListSize = value;
        return this;
    }

    /** Sets {@link Limits#maxFields()}. */
    public LimitsBuilder maxFields(int value) {
        maxFields = value;
        return this;
    }

    /** Sets {@link Limits#maxFieldBlock()}. */
    public LimitsBuilder maxFieldBlock(int value) {
        maxFieldBlock = value;
        return this;
    }

    /** Sets {@link Limits#maxContinuations()}. */
    public LimitsBuilder maxContinuations(int value) {
        maxContinuations = value;
        return this;
    }

    /** Sets {@link Limits#headerTableSize()}. */
    public LimitsBuilder headerTableSize(int value) {
        headerTableSize = value;
        return this;
    }

    /** Sets {@link Limits#maxEncoderTableSize()}. */
    public LimitsBuilder maxEncoderTableSize(int value) {
        maxEncoderTableSize = value;
        return this;
    }

    /** Sets {@link Limits#maxSettingsEntries()}. */
    public LimitsBuilder maxSettingsEntries(int value) {
        maxSettingsEntries = value;
        return this;
    }

    /** Sets {@link Limits#maxClosedStreams()}. */
    public LimitsBuilder maxClosedStreams(int value) {
        maxClosedStreams = value;
        return this;
    }

    /** Sets {@link Limits#maxQueuedOctets()}. */
    public LimitsBuilder maxQueuedOctets(int value) {
        maxQueuedOctets = value;
        return this;
    }

    /** Sets {@link Limits#maxFinishing()}. */
    public LimitsBuilder maxFinishing(int value) {
        maxFinishing = value;
        return this;
    }

    /** Sets {@link Limits#resets()}. */
    public LimitsBuilder resets(Budget value) {
        resets = value;
        return this;
    }

    /** Sets {@link Limits#glitches()}. */
    public LimitsBuilder glitches(Budget value) {
        glitches = value;
        return this;
    }

    /** Sets {@link Limits#controls()}. */
    public LimitsBuilder controls(Budget value) {
        controls = value;
        return this;
    }

    /** Sets {@link Limits#settingsTimeout()}. */
    public LimitsBuilder settingsTimeout(Duration value) {
        settingsTimeout = value;
        return this;
    }

    /** Sets {@link Limits#idleTimeout()}. */
    public LimitsBuilder idleTimeout(Duration value) {
        idleTimeout = value;
        return this;
    }

    /** Sets {@link Limits#streamIdleTimeout()}. */
    public LimitsBuilder streamIdleTimeout(Duration value) {
        streamIdleTimeout = value;
        return this;
    }

    /** Sets {@link Limits#stallTimeout()}. */
    public LimitsBuilder stallTimeout(Duration value) {
        stallTimeout = value;
        return this;
    }

    /** Sets {@link Limits#leastReadRate()}. */
    public LimitsBuilder leastReadRate(int value) {
        leastReadRate = value;
        return this;
    }

    /** Sets {@link Limits#fieldBlockTimeout()}. */
    public LimitsBuilder fieldBlockTimeout(Duration value) {
        fieldBlockTimeout = value;
        return this;
    }

    /** Sets {@link Limits#prefaceTimeout()}. */
    public LimitsBuilder prefaceTimeout(Duration value) {
        prefaceTimeout = value;
        return this;
    }

    /** Sets {@link Limits#keepAlive()}. */
    public LimitsBuilder keepAlive(Duration value) {
        keepAlive = value;
        return this;
    }

    /** Sets {@link Limits#keepAliveTimeout()}. */
    public LimitsBuilder keepAliveTimeout(Duration value) {
        keepAliveTimeout = value;
        return this;
    }

    /** Sets {@link Limits#idleKeepAlive()}. */
    public LimitsBuilder idleKeepAlive(Duration value) {
        idleKeepAlive = value;
        return this;
    }

    /** Sets {@link Limits#pingInterval()}. */
    public LimitsBuilder pingInterval(Duration value) {
        pingInterval = value;
        return this;
    }

    /** Sets {@link Limits#idlePingInterval()}. */
    public LimitsBuilder idlePingInterval(Duration value) {
        idlePingInterval = value;
        return this;
    }

    /** Sets {@link Limits#maxAge()}. */
    public LimitsBuilder maxAge(Duration value) {
        maxAge = value;
        return this;
    }

    /** Sets {@link Limits#maxRequests()}. */
    public LimitsBuilder maxRequests(int value) {
        maxRequests = value;
        return this;
    }

    /** Sets {@link Limits#drainTimeout()}. */
    public LimitsBuilder drainTimeout(Duration value) {
        drainTimeout = value;
        return this;
    }

    /** Sets {@link Limits#drainGrace()}. */
    public LimitsBuilder drainGrace(Duration value) {
        drainGrace = value;
        return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public Limits build() {
        return new Limits(
                maxConcurrentStreams,
                streamWindow,
                maxStreamWindow,
                connectionWindow,
                maxConnectionWindow,
                maxFrameSize,
                maxHeaderListSize,
                maxFields,
                maxFieldBlock,
                maxContinuations,
                headerTableSize,
                maxEncoderTableSize,
                maxSettingsEntries,
                maxClosedStreams,
                maxQueuedOctets,
                maxFinishing,
                resets,
                glitches,
                controls,
                settingsTimeout,
                idleTimeout,
                streamIdleTimeout,
                stallTimeout,
                leastReadRate,
                fieldBlockTimeout,
                prefaceTimeout,
                keepAlive,
                keepAliveTimeout,
                idleKeepAlive,
                pingInterval,
                idlePingInterval,
                maxAge,
                maxRequests,
                drainTimeout,
                drainGrace);
    }
}
