package dev.stillframe.grpc.wire;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statuses and custom metadata as fields, and fields as those. */
public final class Trailing {
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String DETAILS = "grpc-status-details-bin";
    private static final String PUSHBACK = "grpc-retry-pushback-ms";
    private static final FieldSection OK = FieldSection.of(STATUS, "0");

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
        switch (status.pushback()) {
            case Pushback.None ignored -> {}
            case Pushback.Stop ignored -> fields.add(new Field(PUSHBACK, "-1"));
            case Pushback.After after ->
                    fields.add(new Field(PUSHBACK, Integer.toString(after.millis())));
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
        Pushback pushback = code == Code.OK ? Pushback.NONE : pushback(fields);
        return new Status(code, text, details == null ? Octets.EMPTY : details, pushback);
    }

    /**
     * What fields say about trying again. What is no decimal signed 32-bit integer without
     * unnecessary zeros, or stands there twice, is taken for {@link Pushback.Stop}.
     */
    public static Pushback pushback(FieldSection fields) {
        String value = fields.value(PUSHBACK);
        if (value == null) {
            return Pushback.NONE;
        }
        boolean digits = !value.isEmpty() && value.length() <= 10;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        boolean zeros = value.length() > 1 && value.charAt(0) == '0';
        if (!digits || zeros || fields.values(PUSHBACK).size() > 1) {
            return Pushback.STOP;
        }
        long millis = Long.parseLong(value);
        return millis > Integer.MAX_VALUE ? Pushback.STOP : new Pushback.After((int) millis);
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
        Field[] kept = new Field[fields.count()];
        int custom = 0;
        for (int i = 0; i < kept.length; i++) {
            Field field = fields.at(i);
            if (isCustom(field.name())) {
                kept[custom++] = field;
            }
        }
        if (custom == 0) {
            return Metadata.EMPTY;
        }
        return new Metadata(custom == kept.length ? fields : FieldSection.copyOf(kept, 0, custom));
    }

    /** Whether the field is neither HTTP's nor gRPC's own. */
    private static boolean isCustom(String name) {
        return switch (name) {
            case "content-type", "te", "content-length" -> false;
            // Names of tracing's that are older than the rule that the prefix is reserved.
            case "grpc-trace-bin", "grpc-tags-bin" -> true;
            default -> !name.startsWith("grpc-");
        };
    }
}
