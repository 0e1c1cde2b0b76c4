package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.Role;
import org.jspecify.annotations.Nullable;

/** A rule for what an endpoint sends, which every frame of every case is held against. */
public enum Rule {
    FLAGS("4.1/w1", null, "leaves unused flags unset"),
    RESERVED("4.1/w2", null, "leaves the reserved bit unset"),
    FRAME_SIZE("4.2/w1", null, "sends no frame above our SETTINGS_MAX_FRAME_SIZE"),
    WELL_FORMED("4.2/w2", null, "sends no frame of a wrong size or shape"),
    BLOCKS("4.3/w1", null, "sends a field block's frames one after the other"),
    COMPRESSION("4.3/w2", null, "sends field blocks that decode, in step with our table size"),
    AFTER_END("5.1/w1", null, "sends no DATA or HEADERS on a stream it has ended or reset"),
    IDENTIFIERS("5.1.1/w1", Role.CLIENT, "opens streams with odd, growing identifiers"),
    CONCURRENCY("5.1.2/w1", Role.CLIENT, "opens no more streams than we allow"),
    PADDING("6.1/w1", null, "pads with zeros"),
    SETTINGS_ACKS("6.5.3/w1", null, "acknowledges no SETTINGS that were not sent"),
    SETTINGS_VALUES("6.5.2/w1", null, "sends settings within their bounds"),
    SERVER_PUSH("6.5.2/w2", Role.SERVER, "does not set SETTINGS_ENABLE_PUSH to 1"),
    NO_PUSH("6.6/w1", Role.SERVER, "does not push, since the client has switched it off"),
    CLIENT_PUSH("8.4.1/w1", Role.CLIENT, "sends no PUSH_PROMISE"),
    GOAWAY("6.8/w1", null, "does not raise the last stream of its GOAWAYs"),
    INCREMENT("6.9/w1", null, "sends no WINDOW_UPDATE of 0"),
    WINDOW("6.9.1/w1", null, "sends no more DATA than the windows allow"),
    LOWERCASE("8.2/w1", null, "sends field names in lower case"),
    CONNECTION_FIELDS("8.2.2/w1", null, "sends no connection-specific fields"),
    PSEUDO_FIRST("8.3/w1", null, "sends each pseudo-header field once, and first"),
    REQUEST("8.3.1/w1", Role.CLIENT, "names method, scheme and path in each request"),
    HOST("8.3.1/w2", Role.CLIENT, "sends no Host that differs from :authority"),
    STATUS("8.3.2/w1", Role.SERVER, "sends :status in each response");

    private final String id;
    private final @Nullable Role only;
    private final String words;

    Rule(String id, @Nullable Role only, String words) {
        this.id = id;
        this.only = only;
        this.words = words;
    }

    /** Its section, and its number among those that are watched. */
    public String id() {
        return id;
    }

    /** The rule in words: what the endpoint does. */
    public String words() {
        return words;
    }

    /** Whether it binds this end. */
    public boolean binds(Role role) {
        return only == null || only == role;
    }
}
