package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.MessageType;
import dev.stillframe.grpc.wire.Timeout;
import dev.stillframe.grpc.wire.Trailing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request's head asks of a server, and the heads that answer it. */
public sealed interface Opening {
    /**
     * A call.
     *
     * @param received how its messages are compressed, where they are; null for not at all
     * @param accepted what the client takes of our compressions
     */
    record Opened(
            Services.Offered<?, ?> offered,
            CallHead head,
            @Nullable Compression received,
            List<Compression> accepted)
            implements Opening {}

    /** What doc/statuscodes.md has for a number of requests that the method does not take. */
    Status NONE_HAS_COME = Status.of(Code.UNIMPLEMENTED, "no request has come");

    /** The same for more than one. */
    Status MORE_THAN_ONE = Status.of(Code.UNIMPLEMENTED, "more than one request");

    /** No call; it is refused with this status. */
    record Refused(Status status) implements Opening {}

    /**
     * What the head asks.
     *
     * @param head with a {@code content-type} of gRPC
     */
    static Opening of(RequestHead head, Services services, ServiceOptions options) {
        FieldSection fields = head.fields();
        String path = Objects.requireNonNullElse(head.path(), "");
        if (!head.method().equals("POST")) {
            return new Refused(Status.of(Code.INTERNAL, "a call is a POST, not " + head.method()));
        }
        long size = size(head);
        if (size > options.maxMetadata()) {
            return new Refused(
                    Status.of(
                            Code.RESOURCE_EXHAUSTED,
                            "the head has "
                                    + size
                                    + " octets, more than "
                                    + options.maxMetadata()));
        }
        Services.Offered<?, ?> offered = services.at(path);
        if (offered == null) {
            return new Refused(Status.of(Code.UNIMPLEMENTED, "no such method: " + path));
        }
        String subtype = MessageType.subtype(fields.value("content-type"));
        if (!subtype.equals(offered.method().request().subtype())) {
            return new Refused(
                    Status.of(Code.UNIMPLEMENTED, path + " does not take messages of " + subtype));
        }
        String encoding = fields.value("grpc-encoding");
        Compression received = named(encoding, options.compressions());
        if (received == null && encoding != null && !encoding.equals("identity")) {
            return new Refused(Status.of(Code.UNIMPLEMENTED, "no such compression: " + encoding));
        }
        String said = fields.value("grpc-timeout");
        Duration timeout = said == null ? Duration.ZERO : Timeout.parse(said);
        if (timeout == null) {
            return new Refused(Status.of(Code.INTERNAL, "no grpc-timeout: " + said));
        }
        if (said != null && timeout.isZero()) {
            return new Refused(Status.of(Code.DEADLINE_EXCEEDED, "there was no time"));
        }
        CallHead call =
                new CallHead(
                        offered.method().service(),
                        offered.method().name(),
                        Objects.requireNonNullElse(head.authority(), ""),
                        timeout,
                        Trailing.custom(fields));
        return new Opened(offered, call, received, accepted(fields, options));
    }

    /** As SETTINGS_MAX_HEADER_LIST_SIZE counts (RFC 9113 section 6.5.2). */
    private static long size(RequestHead head) {
        FieldSection fields = head.fields();
        long size =
                size(":method", head.method())
                        + size(":scheme", head.scheme())
                        + size(":authority", head.authority())
                        + size(":path", head.path());
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            size += size(field.name(), field.value());
        }
        return size;
    }

    private static int size(String name, @Nullable String value) {
        return value == null ? 0 : name.length() + value.length() + 32;
    }

    private static @Nullable Compression named(@Nullable String name, List<Compression> known) {
        for (Compression each : known) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }

    private static List<Compression> accepted(FieldSection fields, ServiceOptions options) {
        String value = fields.value("grpc-accept-encoding");
        if (value == null || options.compressions().isEmpty()) {
            return List.of();
        }
        String all = String.join(",", fields.values("grpc-accept-encoding"));
        List<String> names = Stream.of(all.split(",")).map(String::strip).toList();
        return options.compressions().stream().filter(c -> names.contains(c.name())).toList();
    }

    /** The head of a response with messages. */
    static ResponseHead head(
            String subtype,
            ServiceOptions options,
            @Nullable Compression compression,
            Metadata custom) {
        return Heads.of(subtype, options.compressions(), compression, custom);
    }

    /** The head of a response that is nothing else: a status, and custom metadata. */
    static ResponseHead alone(
            String subtype, ServiceOptions options, Status status, Metadata custom) {
        FieldSection fields = FieldSection.of("content-type", MessageType.of(subtype));
        if (status.code() == Code.UNIMPLEMENTED && !options.compressions().isEmpty()) {
            fields = fields.plus("grpc-accept-encoding", Heads.names(options.compressions()));
        }
        FieldSection trailing = Trailing.of(status, custom);
        return new ResponseHead(200, new Metadata(fields).plus(new Metadata(trailing)).fields());
    }
}
