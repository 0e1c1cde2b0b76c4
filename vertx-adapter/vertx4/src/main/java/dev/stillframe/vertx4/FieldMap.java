package dev.stillframe.vertx4;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.HttpUtils;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The many ways to ask and change Vert.x' {@link MultiMap}, as few. Names are kept in lower case.
 */
abstract sealed class FieldMap implements MultiMap permits HeaderFields {
    /** The first value of this lower-case name, or null. */
    abstract @Nullable String value(String name);

    /** All values of this lower-case name. */
    abstract List<String> all(String name);

    /** Adds a field of this lower-case name. */
    abstract void append(String name, CharSequence value);

    /** Removes the fields of this lower-case name. */
    abstract void drop(String name);

    private static String lower(CharSequence name) {
        return HttpUtils.toLowerCase(name).toString();
    }

    private static void check(CharSequence name, @Nullable CharSequence value) {
        if (!HttpHeaders.DISABLE_HTTP_HEADERS_VALIDATION) {
            HttpUtils.validateHeader(name, value);
        }
    }

    private MultiMap put(CharSequence name, Iterable<? extends CharSequence> values) {
        for (CharSequence value : values) {
            check(name, value);
        }
        String lower = lower(name);
        drop(lower);
        for (CharSequence value : values) {
            if (value == null) {
                break;
            }
            append(lower, value);
        }
        return this;
    }

    @Override
    public @Nullable String get(CharSequence name) {
        return value(lower(name));
    }

    @Override
    public @Nullable String get(String name) {
        return value(lower(name));
    }

    @Override
    public List<String> getAll(String name) {
        return all(lower(name));
    }

    @Override
    public List<String> getAll(CharSequence name) {
        return all(lower(name));
    }

    @Override
    public boolean contains(String name) {
        return value(lower(name)) != null;
    }

    @Override
    public boolean contains(CharSequence name) {
        return value(lower(name)) != null;
    }

    @Override
    public boolean contains(String name, String value, boolean caseInsensitive) {
        for (String one : getAll(name)) {
            if (caseInsensitive ? one.equalsIgnoreCase(value) : one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean contains(CharSequence name, CharSequence value, boolean caseInsensitive) {
        return contains(name.toString(), value.toString(), caseInsensitive);
    }

    /** How many names there are, as Vert.x counts. */
    @Override
    public int size() {
        return names().size();
    }

    @Override
    public MultiMap add(CharSequence name, CharSequence value) {
        check(name, value);
        append(lower(name), Objects.requireNonNull(value));
        return this;
    }

    @Override
    public MultiMap add(String name, String value) {
        return add((CharSequence) name, value);
    }

    @Override
    public MultiMap add(CharSequence name, Iterable<CharSequence> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    @Override
    public MultiMap add(String name, Iterable<String> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    @Override
    public MultiMap addAll(MultiMap more) {
        more.forEach(entry -> add(entry.getKey(), entry.getValue()));
        return this;
    }

    @Override
    public MultiMap addAll(Map<String, String> more) {
        more.forEach(this::add);
        return this;
    }

    @Override
    public MultiMap set(CharSequence name, @Nullable CharSequence value) {
        check(name, value);
        String lower = lower(name);
        drop(lower);
        if (value != null) {
            append(lower, value);
        }
        return this;
    }

    @Override
    public MultiMap set(String name, @Nullable String value) {
        return set((CharSequence) name, value);
    }

    @Override
    public MultiMap set(CharSequence name, Iterable<CharSequence> values) {
        return put(name, values);
    }

    @Override
    public MultiMap set(String name, Iterable<String> values) {
        return put(name, values);
    }

    @Override
    public MultiMap setAll(MultiMap all) {
        List<Map.Entry<String, String>> entries = all.entries();
        clear();
        entries.forEach(entry -> add(entry.getKey(), entry.getValue()));
        return this;
    }

    @Override
    public MultiMap setAll(Map<String, String> all) {
        clear();
        return addAll(all);
    }

    @Override
    public MultiMap remove(CharSequence name) {
        drop(lower(name));
        return this;
    }

    @Override
    public MultiMap remove(String name) {
        drop(lower(name));
        return this;
    }
}
