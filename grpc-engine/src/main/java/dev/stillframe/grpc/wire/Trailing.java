package dev.stillframe.grpc.wire;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statuses and custom metadata as fields, and fields as those. */
public final class Trailing {
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String DETAILS = "grpc-status-details-bin";
    private static final FieldSection OK = FieldSection.of(STATUS, "0");

    /** What belongs to HTTP or to gRPC itself, and is no custom metadata. */
    private static final Set<String> NOT_CUSTOM = Set.of("content-type", "te", "content-length");

    /** Names of tracing's that are older than the rule that {@code grpc-} is reserved. */
    private static final Set<String> CUSTOM = Set.of("grpc-trace-bin", "grpc-tags-bin");

    private Trailing() {}

    /** The fields of a status, with custom metadata. */
    public static FieldSection of(Status status, Metadata custom) {
        if (status.isOk() && status.message().isEmpty() && status.details().isEmpty()) {
            return custom.isEmpty() ? OK : all(List.of(OK.at(0)), custom);
        }
        List<Field> fields = new ArrayList<>(3);
        fields.add(new Field(STATUS, Integer.toString(status.code().number())));
        if (!status.message().isEmpty()) {
            fields.add(new Field(MESSAGE, PercentText.encode(status.message())));
        }
        if (!status.details().isEmpty()) {
            String base64 =
                    Base64.getEncoder().withoutPadding().encodeToString(status.details().toArray());
            fields.add(new Field(DETAILS, base64));
        }
        return all(fields, custom);
    }

    private static FieldSection all(List<Field> fields, Metadata custom) {
        if (custom.isEmpty()) {
            return FieldSection.of(fields);
        }
        List<Field> all = new ArrayList<>(fields);
        all.addAll(custom.fields().asList());
        return FieldSection.of(all);
    }

    /** The status that fields say; null when they say none. */
    public static @Nullable Status status(FieldSection fields) {
        String value = fields.value(STATUS);
        if (value == null) {
            return null;
        }
        String message = fields.value(MESSAGE);
        String text = message == null ? "" : PercentText.decode(message);
        Integer number = number(value);
        if (number == null) {
            return Status.of(Code.UNKNOWN, "grpc-status is no number: " + value + ' ' + text);
        }
        Code code = Code.of(number);
        if (code == Code.UNKNOWN && number != Code.UNKNOWN.number()) {
            return Status.of(code, "grpc-status is " + number + ": " + text);
        }
        Octets details = new Metadata(fields).octets(DETAILS);
        return new Status(code, text, details == null ? Octets.EMPTY : details);
    }

    private static @Nullable Integer number(String value) {
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The custom metadata among fields. */
    public static Metadata custom(FieldSection fields) {
        int custom = 0;
        for (Field field : fields) {
            custom += isCustom(field.name()) ? 1 : 0;
        }
        if (custom == fields.count()) {
            return fields.isEmpty() ? Metadata.EMPTY : new Metadata(fields);
        }
        if (custom == 0) {
            return Metadata.EMPTY;
        }
        List<Field> kept = new ArrayList<>(custom);
        for (Field field : fields) {
            if (isCustom(field.name())) {
                kept.add(field);
            }
        }
        return new Metadata(FieldSection.of(kept));
    }

    private static boolean isCustom(String name) {
        return name.startsWith("grpc-") ? CUSTOM.contains(name) : !NOT_CUSTOM.contains(name);
    }
}
