package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.Ends;
import dev.stillframe.grpc.wire.MessageType;
import dev.stillframe.grpc.wire.Trailing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the final head of a response says to a client. */
public sealed interface Answer {
    /**
     * Messages may follow, and trailers will.
     *
     * @param compression of those that are compressed; null where none may be
     * @param metadata of the server's own
     */
    record Opened(@Nullable Compression compression, Metadata metadata) implements Answer {}

    /**
     * The call is over, whatever may follow.
     *
     * @param status never OK without having been said
     * @param trailers of the server's own
     */
    record Over(Status status, Metadata trailers) implements Answer {}

    /**
     * What the head says.
     *
     * @param known compressions
     */
    static Answer of(ResponseHead head, List<Compression> known) {
        FieldSection fields = head.fields();
        Status said = Trailing.status(fields);
        if (said != null) {
            return new Over(said, Trailing.custom(fields)); // Trailers-Only
        }
        String type = fields.value("content-type");
        if (head.status() != 200 || !MessageType.isGrpc(type)) {
            Status of = Ends.ofHttp(head.status());
            String what = type == null ? "no content-type" : "content-type " + type;
            return new Over(
                    Status.of(of.code(), of.message() + " with " + what), Trailing.custom(fields));
        }
        String encoding = fields.value("grpc-encoding");
        if (encoding == null || encoding.equals("identity")) {
            return new Opened(null, Trailing.custom(fields));
        }
        for (Compression each : known) {
            if (each.name().equals(encoding)) {
                return new Opened(each, Trailing.custom(fields));
            }
        }
        return new Over(
                Status.of(Code.INTERNAL, "the server compresses with " + encoding),
                Trailing.custom(fields));
    }
}
