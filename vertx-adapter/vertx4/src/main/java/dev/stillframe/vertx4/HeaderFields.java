package dev.stillframe.vertx4;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A field section as Vert.x' {@link MultiMap}.
 *
 * <p>What has arrived is read in place; it is copied only if the application changes it. What is to
 * be sent is kept as fields from the beginning.
 */
final class HeaderFields extends FieldMap {
    private final KnownFields known;
    private final FieldSection arrived;

    /** What arrived, as changed since; null while unchanged. */
    private @Nullable Field @Nullable [] own;

    private int count;

    /** Fields to be sent: none yet. */
    HeaderFields(KnownFields known) {
        this(known, FieldSection.EMPTY);
    }

    /** Fields that have arrived. */
    HeaderFields(KnownFields known, FieldSection arrived) {
        this.known = known;
        this.arrived = arrived;
        this.count = arrived.count();
    }

    /** The fields as they are now, as the engine takes them. */
    FieldSection section() {
        Field[] fields = own;
        if (fields == null) {
            return arrived;
        }
        Field[] sent = new Field[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (isSendable(fields[i])) {
                sent[kept++] = fields[i];
            }
        }
        return FieldSection.copyOf(sent, 0, kept);
    }

    /** Fields of one connection of HTTP/1.1 have no place in HTTP/2 (RFC 9113 section 8.2.2). */
    private static boolean isSendable(Field field) {
        return switch (field.name()) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
                    false;
            case "te" -> field.value().equalsIgnoreCase("trailers");
            default -> !field.name().startsWith(":");
        };
    }

    private Field at(int index) {
        Field[] fields = own;
        return fields == null ? arrived.at(index) : fields[index];
    }

    private Field[] writable(int room) {
        Field[] fields = own;
        if (fields == null) {
            fields = new Field[Math.max(8, count + room)];
            for (int i = 0; i < count; i++) {
                fields[i] = arrived.at(i);
            }
            own = fields;
        } else if (count + room > fields.length) {
            fields = Arrays.copyOf(fields, Math.max(2 * fields.length, count + room));
            own = fields;
        }
        return fields;
    }

    @Override
    @Nullable String value(String name) {
        for (int i = 0; i < count; i++) {
            Field field = at(i);
            if (field.name().equals(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** The values of one name as one (RFC 9113 section 8.2.3: crumbs of a cookie). */
    void join(String name, String separator) {
        List<String> all = all(name);
        if (all.size() > 1) {
            drop(name);
            append(name, String.join(separator, all));
        }
    }

    @Override
    void append(String name, CharSequence value) {
        Field field = known.field(name, value.toString());
        writable(1)[count++] = field;
    }

    @Override
    void drop(String name) {
        if (value(name) == null) {
            return;
        }
        Field[] fields = writable(0);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!fields[i].name().equals(name)) {
                fields[kept++] = fields[i];
            }
        }
        Arrays.fill(fields, kept, count, null);
        count = kept;
    }

    @Override
    List<String> all(String name) {
        List<String> all = new ArrayList<>(2);
        for (int i = 0; i < count; i++) {
            Field field = at(i);
            if (field.name().equals(name)) {
                all.add(field.value());
            }
        }
        return all;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < count; i++) {
            names.add(at(i).name());
        }
        return names;
    }

    @Override
    public MultiMap clear() {
        own = new Field[8];
        count = 0;
        return this;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (next >= count) {
                    throw new NoSuchElementException();
                }
                return new Line(next++);
            }
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(at(i).name()).append('=').append(at(i).value()).append('\n');
        }
        return text.toString();
    }

    /** One field line; its value can be changed. */
    private final class Line implements Map.Entry<String, String> {
        private final int index;
        private Field field;

        Line(int index) {
            this.index = index;
            this.field = at(index);
        }

        @Override
        public String getKey() {
            return field.name();
        }

        @Override
        public String getValue() {
            return field.value();
        }

        @Override
        public String setValue(String value) {
            String old = field.value();
            field = known.field(field.name(), value);
            writable(0)[index] = field;
            return old;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> that
                    && getKey().equals(that.getKey())
                    && getValue().equals(that.getValue());
        }

        @Override
        public int hashCode() {
            return getKey().hashCode() ^ getValue().hashCode();
        }

        @Override
        public String toString() {
            return getKey() + "=" + getValue();
        }
    }
}
