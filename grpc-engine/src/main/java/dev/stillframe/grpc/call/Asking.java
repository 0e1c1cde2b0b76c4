package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.wire.Frames;
import dev.stillframe.grpc.wire.MessageType;
import dev.stillframe.grpc.wire.Timeout;
import dev.stillframe.grpc.wire.Trailing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client's call asks, and what it takes for an answer.
 *
 * @param compression of the messages that go; null for none
 * @param accepted compressions of messages that come
 * @param maxSent octets of a message that goes, before compression; {@link Long#MAX_VALUE} for any
 * @param maxReceived octets of a message that comes, on the wire and after decompression
 * @param userAgent the whole of it
 * @param metadata of the caller's own
 * @param <I> requests
 * @param <O> responses
 */
public record Asking<I, O>(
        Method<I, O> method,
        @Nullable Compression compression,
        List<Compression> accepted,
        long maxSent,
        int maxReceived,
        String userAgent,
        Metadata metadata) {
    private static final Field TE = new Field("te", "trailers");
    private static final Field GZIP = new Field("grpc-accept-encoding", Compression.GZIP.name());

    public Asking {
        accepted = List.copyOf(accepted);
        metadata =
                Trailing.custom(metadata.fields()); // what is HTTP's and gRPC's is not the caller's
    }

    /** With messages of any size. */
    public Asking(
            Method<I, O> method,
            @Nullable Compression compression,
            List<Compression> accepted,
            int maxReceived,
            String userAgent,
            Metadata metadata) {
        this(method, compression, accepted, Long.MAX_VALUE, maxReceived, userAgent, metadata);
    }

    /** The head of the request of a first attempt. */
    public RequestHead head(String scheme, String authority, @Nullable Duration timeout) {
        return head(scheme, authority, timeout, 0);
    }

    /**
     * The head of the request (PROTOCOL-HTTP2, "Request-Headers").
     *
     * @param timeout what is left until the deadline; null where there is none
     * @param previous how many attempts have gone before this one (A6)
     */
    public RequestHead head(
            String scheme, String authority, @Nullable Duration timeout, int previous) {
        List<Field> fields = new ArrayList<>(6 + metadata.fields().count());
        fields.add(TE);
        if (timeout != null) {
            // Ahead of all others, so that nothing delays its reading.
            fields.add(new Field("grpc-timeout", Timeout.of(timeout)));
        }
        fields.add(new Field("content-type", MessageType.of(method.request().subtype())));
        if (compression != null) {
            fields.add(new Field("grpc-encoding", compression.name()));
        }
        if (!accepted.isEmpty()) {
            fields.add(accepting());
        }
        fields.add(new Field("user-agent", userAgent));
        if (previous > 0) {
            fields.add(new Field("grpc-previous-rpc-attempts", Integer.toString(previous)));
        }
        fields.addAll(metadata.fields().asList());
        return RequestHead.of("POST", scheme, authority, method.path(), FieldSection.of(fields));
    }

    private Field accepting() {
        if (accepted.size() == 1 && accepted.getFirst() == Compression.GZIP) {
            return GZIP;
        }
        return new Field(
                "grpc-accept-encoding",
                accepted.stream().map(Compression::name).collect(Collectors.joining(",")));
    }

    /**
     * A request behind its prefix, in memory of its own.
     *
     * @throws UncheckedRpcException with RESOURCE_EXHAUSTED when it is larger than may be sent
     */
    public Octets frame(I request) {
        return frame(request, false);
    }

    /**
     * A request behind its prefix, in memory of its own.
     *
     * @param plain whether it is not compressed, although others are
     * @throws UncheckedRpcException with RESOURCE_EXHAUSTED when it is larger than may be sent
     */
    public Octets frame(I request, boolean plain) {
        if (maxSent != Long.MAX_VALUE && method.request().size(request) > maxSent) {
            throw new UncheckedRpcException(
                    new RpcException(
                            Code.RESOURCE_EXHAUSTED,
                            "a request of more than " + maxSent + " octets"));
        }
        return Frames.of(method.request(), request, plain ? null : compression);
    }

    /** The responses as they come, once their head has. */
    public Receiving<O> receiving(@Nullable Compression with) {
        return Receiving.of(method.response(), with, maxReceived);
    }

    /** What is wrong with one response more than so many; null for nothing. */
    public @Nullable Status oneMoreThan(int received) {
        return received > 0 && !method.kind().serverStreams()
                ? Status.of(Code.UNIMPLEMENTED, "more than one response of " + method)
                : null;
    }

    /**
     * How a call has ended whose response is whole.
     *
     * @param trailers empty for none
     * @param received responses
     * @param truncated what is wrong with the end of the content; null for nothing
     */
    public Status ended(FieldSection trailers, int received, @Nullable Status truncated) {
        Status said = Trailing.status(trailers);
        if (said == null) {
            return Status.of(Code.UNKNOWN, "the response has no grpc-status");
        }
        if (!said.isOk()) {
            return said;
        }
        return truncated == null ? judged(said, received) : truncated;
    }

    /** A status that the server has said, or what it means with so many responses. */
    public Status judged(Status said, int received) {
        return said.isOk() && received == 0 && !method.kind().serverStreams()
                ? Status.of(Code.UNIMPLEMENTED, "no response of " + method)
                : said;
    }
}
