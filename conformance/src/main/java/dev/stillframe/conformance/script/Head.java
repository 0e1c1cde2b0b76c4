package dev.stillframe.conformance.script;

import dev.stillframe.api.message.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field section that the peer has sent.
 *
 * @param streamId the stream
 * @param fields its fields
 * @param endStream whether nothing follows it
 */
public record Head(int streamId, List<Field> fields, boolean endStream) {
    /** The value of the first field with this name, or null. */
    public @Nullable String value(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** The status code of a response, or 0. */
    int status() {
        String status = value(":status");
        return status != null && status.matches("[0-9]{3}") ? Integer.parseInt(status) : 0;
    }

    /** Whether it is a final response. */
    boolean isFinal() {
        return status() >= 200;
    }
}
