package dev.stillframe.grpc.protobuf;

import com.google.protobuf.Any;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A status with messages in it: {@code google.rpc.Status}, which travels as {@link
 * Status#details()}. The usual messages are those of {@code google/rpc/error_details.proto}, but
 * any will do.
 *
 * <pre>
 *   throw new RpcException(
 *           StatusDetails.of(Code.UNAVAILABLE, "try again", retryInfo).status());
 * </pre>
 *
 * @param code the number of the code, as it was sent; {@link Code} may not know it
 * @param message for people; may be empty
 * @param details the messages, with their types
 */
public record StatusDetails(int code, String message, List<Any> details) {
    private static final int CODE = 1;
    private static final int MESSAGE = 2;
    private static final int DETAILS = 3;

    public StatusDetails {
        Objects.requireNonNull(message);
        details = List.copyOf(details);
    }

    /** With these messages as details. */
    public static StatusDetails of(Code code, String message, Message... details) {
        StatusDetails all = new StatusDetails(code.number(), message, List.of());
        for (Message detail : details) {
            all = all.with(detail);
        }
        return all;
    }

    /**
     * The details of a status; where it has none, its code and message.
     *
     * @throws InvalidProtocolBufferException when its octets are no {@code google.rpc.Status}
     */
    public static StatusDetails of(Status status) throws InvalidProtocolBufferException {
        return status.details().isEmpty()
                ? new StatusDetails(status.code().number(), status.message(), List.of())
                : parse(status.details());
    }

    /**
     * Reads a {@code google.rpc.Status}; fields that it does not know are skipped.
     *
     * @throws InvalidProtocolBufferException when the octets are none
     */
    public static StatusDetails parse(Octets octets) throws InvalidProtocolBufferException {
        try {
            return parse(CodedInputStream.newInstance(octets.toByteBuffer()));
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
    }

    private static StatusDetails parse(CodedInputStream in) throws IOException {
        int code = 0;
        String message = "";
        List<Any> details = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case CODE << 3 | WireFormat.WIRETYPE_VARINT -> code = in.readInt32();
                case MESSAGE << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        message = in.readStringRequireUtf8();
                case DETAILS << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        details.add(
                                in.readMessage(
                                        Any.parser(), ExtensionRegistryLite.getEmptyRegistry()));
                default -> {
                    if (!in.skipField(tag)) {
                        throw new InvalidProtocolBufferException("the end of no group");
                    }
                }
            }
        }
        return new StatusDetails(code, message, details);
    }

    /** With one message more. */
    public StatusDetails with(Message detail) {
        List<Any> more = new ArrayList<>(details);
        more.add(Any.pack(detail));
        return new StatusDetails(code, message, more);
    }

    /**
     * The first detail of a type, or null.
     *
     * @param type the {@code getDefaultInstance()} of the type
     * @throws InvalidProtocolBufferException when the detail is none, whatever it says
     */
    public <T extends Message> @Nullable T first(T type) throws InvalidProtocolBufferException {
        for (Any detail : details) {
            if (detail.isSameTypeAs(type)) {
                return detail.unpackSameTypeAs(type);
            }
        }
        return null;
    }

    /**
     * All details of a type, in order.
     *
     * @param type the {@code getDefaultInstance()} of the type
     * @throws InvalidProtocolBufferException when one of them is none, whatever it says
     */
    public <T extends Message> List<T> all(T type) throws InvalidProtocolBufferException {
        List<T> all = new ArrayList<>();
        for (Any detail : details) {
            if (detail.isSameTypeAs(type)) {
                all.add(detail.unpackSameTypeAs(type));
            }
        }
        return List.copyOf(all);
    }

    /** As the status of a call; a code that is not known becomes {@link Code#UNKNOWN}. */
    public Status status() {
        return new Status(Code.of(code), message, octets());
    }

    /** As a serialized {@code google.rpc.Status}. */
    public Octets octets() {
        byte[] octets = new byte[size()];
        CodedOutputStream out = CodedOutputStream.newInstance(octets);
        try {
            if (code != 0) {
                out.writeInt32(CODE, code);
            }
            if (!message.isEmpty()) {
                out.writeString(MESSAGE, message);
            }
            for (Any detail : details) {
                out.writeMessage(DETAILS, detail);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Octets.wrap(octets);
    }

    private int size() {
        int size = code == 0 ? 0 : CodedOutputStream.computeInt32Size(CODE, code);
        if (!message.isEmpty()) {
            size += CodedOutputStream.computeStringSize(MESSAGE, message);
        }
        for (Any detail : details) {
            size += CodedOutputStream.computeMessageSize(DETAILS, detail);
        }
        return size;
    }
}
