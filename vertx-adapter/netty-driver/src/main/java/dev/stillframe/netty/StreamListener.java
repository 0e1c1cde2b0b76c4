package dev.stillframe.netty;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;

/**
 * What one stream's application is told, in order, on the event loop, under no lock. Any method of
 * the driver may be called within. What it throws resets the stream with INTERNAL_ERROR.
 */
public interface StreamListener {
    /**
     * Content has arrived.
     *
     * <p>The octets are a view of the channel's buffer, valid only within this call: copy what is
     * to last. They count against the peer's windows until {@link DriverStream#consumed} returns
     * them.
     *
     * @param octets at least one
     */
    void data(Octets octets);

    /**
     * The request is complete. Called at most once, and not when the stream ends before that.
     *
     * @param trailers empty where there were none
     */
    void inputEnded(FieldSection trailers);

    /**
     * A frame of a type that has no meaning here has arrived on the stream (RFC 9113 section 5.5).
     * Told only where {@link Options.Extra#EXTENSIONS} is among the options.
     *
     * @param type 0 to 255
     * @param flags 0 to 255
     * @param payload to keep
     */
    default void extension(int type, int flags, Octets payload) {}

    /**
     * {@link DriverStream#isWritable} has changed. Called exactly once for each change; a stream
     * begins writable. That it no longer is, is told within the write after which it is not.
     */
    void writabilityChanged(boolean writable);

    /**
     * The stream is over, both ways. Called exactly once, and last. Writes that will not be sent
     * have been completed before; the last ones of a complete response may still be with the
     * channel.
     */
    void closed(End end);
}
