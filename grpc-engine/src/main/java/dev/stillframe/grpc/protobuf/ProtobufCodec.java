package dev.stillframe.grpc.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.stillframe.api.grpc.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Messages in Protocol Buffers' binary format. They are written straight into the buffer that is
 * sent and read straight from the one that was received; nothing of a message refers to that buffer
 * afterwards, {@code bytes} fields included.
 *
 * <p>Protobuf's own limits hold: messages nested 100 deep at the most, 2^31-1 octets at the most.
 * How many octets are taken at all is for {@link dev.stillframe.api.grpc.ServiceOptions} and {@link
 * dev.stillframe.api.grpc.CallOptions} to say.
 *
 * @param <T> the messages
 */
public final class ProtobufCodec<T extends MessageLite> implements Codec<T> {
    private final T defaultInstance;
    private final Parser<T> parser;
    private final ExtensionRegistryLite extensions;

    private ProtobufCodec(T defaultInstance, ExtensionRegistryLite extensions) {
        this.defaultInstance = defaultInstance;
        // The parser of a message's class makes messages of that class.
        @SuppressWarnings("unchecked")
        Parser<T> own = (Parser<T>) defaultInstance.getParserForType();
        this.parser = own;
        this.extensions = Objects.requireNonNull(extensions);
    }

    /**
     * For the messages of one class; extensions are kept as unknown fields.
     *
     * @param defaultInstance the class's {@code getDefaultInstance()}
     */
    public static <T extends MessageLite> ProtobufCodec<T> of(T defaultInstance) {
        return of(defaultInstance, ExtensionRegistryLite.getEmptyRegistry());
    }

    /**
     * For the messages of one class.
     *
     * @param defaultInstance the class's {@code getDefaultInstance()}
     * @param extensions the extensions to be understood; no longer changed from now on
     */
    public static <T extends MessageLite> ProtobufCodec<T> of(
            T defaultInstance, ExtensionRegistryLite extensions) {
        return new ProtobufCodec<>(defaultInstance, extensions);
    }

    /** The message with nothing set. */
    public T defaultInstance() {
        return defaultInstance;
    }

    @Override
    public int size(T message) {
        return message.getSerializedSize();
    }

    @Override
    public void encode(T message, ByteBuffer to) {
        CodedOutputStream out = CodedOutputStream.newInstance(to);
        try {
            message.writeTo(out);
            out.flush();
        } catch (IOException e) {
            // The buffer has no room for size(message) octets: the caller's mistake.
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws InvalidProtocolBufferException when they are not a whole message, when it is nested
     *     too deeply, or when a required field is missing
     */
    @Override
    public T decode(ByteBuffer octets) throws InvalidProtocolBufferException {
        return parser.parseFrom(octets, extensions);
    }

    @Override
    public String toString() {
        return "protobuf " + defaultInstance.getClass().getName();
    }
}
