package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.MessageType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The heads of responses with messages. What nearly all calls begin with is made once. */
final class Heads {
    private static final List<Compression> USUAL = ServiceOptions.DEFAULT.compressions();
    private static final ResponseHead PLAIN = made("proto", USUAL, null, Metadata.EMPTY);
    private static final ResponseHead GZIP = made("proto", USUAL, Compression.GZIP, Metadata.EMPTY);

    private Heads() {}

    /**
     * A head.
     *
     * @param known what the client may compress with
     * @param used what messages are compressed with, where they are; null for nothing
     */
    static ResponseHead of(
            String subtype, List<Compression> known, @Nullable Compression used, Metadata custom) {
        if (custom.isEmpty() && subtype.equals("proto") && known.equals(USUAL)) {
            if (used == null) {
                return PLAIN;
            }
            if (used == Compression.GZIP) {
                return GZIP;
            }
        }
        return made(subtype, known, used, custom);
    }

    private static ResponseHead made(
            String subtype, List<Compression> known, @Nullable Compression used, Metadata custom) {
        FieldSection fields = FieldSection.of("content-type", MessageType.of(subtype));
        if (used != null) {
            fields = fields.plus("grpc-encoding", used.name());
        }
        if (!known.isEmpty()) {
            fields = fields.plus("grpc-accept-encoding", names(known));
        }
        return new ResponseHead(200, new Metadata(fields).plus(custom).fields());
    }

    /** Their names, for a field. */
    static String names(List<Compression> compressions) {
        return compressions.stream().map(Compression::name).collect(Collectors.joining(","));
    }
}
