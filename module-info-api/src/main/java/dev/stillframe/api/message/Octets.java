package dev.stillframe.api.message;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A view of octets that is compared by content.
 *
 * <p>Ownership: an {@code Octets} never copies what it is made from, except where a method says so.
 * Whoever makes one promises not to change the octets underneath while it is in use. Octets that
 * arrive in a {@link dev.stillframe.api.connection.Notice.Data} are a view of the transport's
 * buffer and are valid only until the application's {@code on} returns, unless the adapter keeps
 * that buffer alive by means of its own; {@link #copy()} gives octets that last.
 */
public final class Octets {
    /** No octets. */
    public static final Octets EMPTY = new Octets(ByteBuffer.allocate(0), 0, 0);

    private final ByteBuffer buffer;
    private final int offset;
    private final int length;

    private Octets(ByteBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
    }

    /**
     * A view of {@code length} octets of {@code array} from {@code offset} on. The array is not
     * copied.
     */
    public static Octets wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Octets(ByteBuffer.wrap(array), offset, length);
    }

    /** A view of a whole array. The array is not copied. */
    public static Octets wrap(byte[] array) {
        return wrap(array, 0, array.length);
    }

    /**
     * A view of what remains in {@code buffer}, whose position and limit are left alone. The octets
     * are not copied.
     */
    public static Octets wrap(ByteBuffer buffer) {
        return buffer.hasRemaining()
                ? new Octets(buffer.duplicate(), buffer.position(), buffer.remaining())
                : EMPTY;
    }

    /** Octets given one by one; each value is cut to its low eight bits. */
    public static Octets of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return wrap(array);
    }

    /** The UTF-8 octets of {@code text}. */
    public static Octets utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Octets from hexadecimal digits; white space is skipped. */
    public static Octets hex(String digits) {
        return wrap(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    /** The number of octets. */
    public int length() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * The octet at {@code index}, 0 to 255.
     *
     * @throws IndexOutOfBoundsException when {@code index} is not within {@code [0, length)}
     */
    public int at(int index) {
        Objects.checkIndex(index, length);
        return buffer.get(offset + index) & 0xff;
    }

    /**
     * A view of a part; nothing is copied.
     *
     * @throws IndexOutOfBoundsException when the part is not within these octets
     */
    public Octets slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        if (count == length) {
            return this;
        }
        return count == 0 ? EMPTY : new Octets(buffer, offset + from, count);
    }

    /** What is left after the first {@code from} octets; nothing is copied. */
    public Octets from(int from) {
        return slice(from, length - from);
    }

    /** Copies {@code count} octets from {@code from} on into {@code target}. */
    public void copyTo(int from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, length);
        buffer.get(offset + from, target, at, count);
    }

    /**
     * Copies {@code count} octets from {@code from} on into {@code target}, whose position moves.
     */
    public void copyTo(int from, ByteBuffer target, int count) {
        Objects.checkFromIndexSize(from, count, length);
        target.put(target.position(), buffer, offset + from, count);
        target.position(target.position() + count);
    }

    /** A new array with these octets. */
    public byte[] toArray() {
        byte[] array = new byte[length];
        buffer.get(offset, array, 0, length);
        return array;
    }

    /** The same octets in memory of their own. */
    public Octets copy() {
        return wrap(toArray());
    }

    /**
     * A buffer whose remaining octets are these. It shares their memory: it is to be read, not
     * written. Position and limit are the caller's own.
     */
    public ByteBuffer toByteBuffer() {
        return buffer.slice(offset, length);
    }

    /** These octets as text. */
    public String text(Charset charset) {
        return new String(toArray(), charset);
    }

    /** These octets as UTF-8 text. */
    public String utf8() {
        return text(StandardCharsets.UTF_8);
    }

    /** These octets followed by {@code next}; copies both unless one is empty. */
    public Octets plus(Octets next) {
        if (isEmpty() || next.isEmpty()) {
            return isEmpty() ? next : this;
        }
        byte[] array = new byte[Math.addExact(length, next.length)];
        copyTo(0, array, 0, length);
        next.copyTo(0, array, length, next.length);
        return wrap(array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that
                && length == that.length
                && toByteBuffer().equals(that.toByteBuffer());
    }

    @Override
    public int hashCode() {
        return toByteBuffer().hashCode();
    }

    /** The first octets in hexadecimal, and how many there are. */
    @Override
    public String toString() {
        String head = HexFormat.of().formatHex(slice(0, Math.min(length, 32)).toArray());
        return length > 32 ? head + "…(" + length + ")" : head;
    }
}
