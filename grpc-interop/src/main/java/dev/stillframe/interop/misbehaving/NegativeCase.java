package dev.stillframe.interop.misbehaving;

import java.util.Locale;

/** What a server does to its clients. */
public enum NegativeCase {
    GOAWAY("leaves with the first call, which it answers: the next one goes elsewhere"),
    RST_AFTER_HEADER("breaks off behind the head"),
    RST_DURING_DATA("breaks off within the message"),
    RST_AFTER_DATA("breaks off behind the message, without a status"),
    PING("sends a PING ahead of and behind all that it sends"),
    MAX_STREAMS("takes one call at a time"),
    DATA_FRAME_PADDING("sends five octets a frame, with 255 of padding"),
    NO_DF_PADDING_SANITY_TEST("sends five octets a frame");

    private final String does;

    NegativeCase(String does) {
        this.does = does;
    }

    /** Its name, as gRPC's interop programs write it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the server does. */
    public String does() {
        return does;
    }

    @Override
    public String toString() {
        return title();
    }
}
