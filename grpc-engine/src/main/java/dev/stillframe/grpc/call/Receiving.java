package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Deframer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that come on one side of a call.
 *
 * @param compression what {@code grpc-encoding} has named; null for none
 * @param most octets that a message may have, on the wire and after decompression
 * @param deframer what has come of the next one
 * @param <T> the messages
 */
public record Receiving<T>(
        Codec<T> codec, @Nullable Compression compression, int most, Deframer deframer) {
    /** Before the first message. */
    public static <T> Receiving<T> of(Codec<T> codec, @Nullable Compression compression, int most) {
        return new Receiving<>(codec, compression, most, Deframer.EMPTY);
    }

    /**
     * What comes of a piece.
     *
     * @param frames messages that are complete, in order, to be decoded one by one by {@link
     *     #message} while the piece lasts
     * @param wrong how the call must end after them; null when nothing is wrong
     */
    public record Taken<T>(
            Receiving<T> next, List<Deframer.Frame> frames, @Nullable Status wrong) {}

    /** Takes a piece, of which nothing is kept but copies, and views in the frames. */
    public Taken<T> take(Octets piece) {
        Deframer.Taken taken = deframer.take(piece, most);
        return new Taken<>(
                taken.next() == deframer
                        ? this
                        : new Receiving<>(codec, compression, most, taken.next()),
                taken.frames(),
                taken.wrong());
    }

    /** What is wrong with a stream that ends here; null for nothing. */
    public @Nullable Status atEnd() {
        return deframer.isWithin()
                ? Status.of(Code.INTERNAL, "the stream has ended within a message")
                : null;
    }

    /**
     * The message of a frame.
     *
     * @throws Wrong when it is none
     */
    public T message(Deframer.Frame frame) throws Wrong {
        Octets octets = frame.compressed() ? decompressed(frame.payload()) : frame.payload();
        try {
            return codec.decode(octets.toByteBuffer());
        } catch (Exception | StackOverflowError e) { // it may nest deeper than our stack
            throw new Wrong(
                    Status.of(Code.INTERNAL, "a message cannot be decoded: " + e.getMessage()));
        }
    }

    private Octets decompressed(Octets octets) throws Wrong {
        if (compression == null) {
            throw new Wrong(
                    Status.of(
                            Code.INTERNAL,
                            "a message is compressed, and no grpc-encoding said how"));
        }
        try {
            return compression.decompress(octets, most);
        } catch (Compression.TooLarge e) {
            throw new Wrong(
                    Status.of(
                            Code.RESOURCE_EXHAUSTED,
                            "a message of more than " + most + " octets after decompression"));
        } catch (IOException e) {
            throw new Wrong(
                    Status.of(
                            Code.INTERNAL,
                            "a message is not " + compression.name() + ": " + e.getMessage()));
        }
    }

    /** A frame that is no message. */
    public static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Status status;

        Wrong(Status status) {
            super(status.toString(), null, false, false);
            this.status = status;
        }

        /** How the call must end. */
        public Status status() {
            return status;
        }
    }
}
