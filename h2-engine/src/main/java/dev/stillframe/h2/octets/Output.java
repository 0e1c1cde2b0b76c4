package dev.stillframe.h2.octets;

import dev.stillframe.api.message.Octets;
import java.util.Arrays;

/**
 * Octets being written, in network byte order. A draft of one step: what has been cut off by {@link
 * #cut} is never written to again, so it can be handed out without a copy.
 */
public final class Output {
    private byte[] array;
    private int start;
    private int end;

    /** An empty output with room for {@code capacity} octets before it grows. */
    public Output(int capacity) {
        array = new byte[capacity];
    }

    /** How many octets have been written since the last {@link #cut}. */
    public int length() {
        return end - start;
    }

    /** Appends the low eight bits of {@code value}. */
    public Output u8(int value) {
        reserve(1);
        array[end++] = (byte) value;
        return this;
    }

    /** Appends the low 16 bits of {@code value}. */
    public Output u16(int value) {
        return u8(value >> 8).u8(value);
    }

    /** Appends the low 24 bits of {@code value}. */
    public Output u24(int value) {
        return u8(value >> 16).u8(value >> 8).u8(value);
    }

    /** Appends all 32 bits of {@code value}. */
    public Output u32(int value) {
        return u16(value >> 16).u16(value);
    }

    /** Appends octets. */
    public Output put(byte[] octets, int from, int count) {
        reserve(count);
        System.arraycopy(octets, from, array, end, count);
        end += count;
        return this;
    }

    /** Appends octets. */
    public Output put(Octets octets) {
        int count = octets.length();
        reserve(count);
        octets.copyTo(0, array, end, count);
        end += count;
        return this;
    }

    /** Appends {@code count} zero octets. */
    public Output zeros(int count) {
        reserve(count);
        Arrays.fill(array, end, end + count, (byte) 0);
        end += count;
        return this;
    }

    /** Appends each char's low eight bits (ISO-8859-1). */
    @SuppressWarnings(
            "deprecation") // getBytes(int, int, byte[], int) is the one copy of Latin-1 without an
    // allocation
    public Output latin1(String text) {
        int count = text.length();
        reserve(count);
        text.getBytes(0, count, array, end);
        end += count;
        return this;
    }

    /** Overwrites 24 bits at {@code position}, counted from the last {@link #cut}. */
    public void setU24(int position, int value) {
        int at = start + position;
        array[at] = (byte) (value >> 16);
        array[at + 1] = (byte) (value >> 8);
        array[at + 2] = (byte) value;
    }

    /** Overwrites an octet at {@code position}, counted from the last {@link #cut}. */
    public void setU8(int position, int value) {
        array[start + position] = (byte) value;
    }

    /** The octet at {@code position}, counted from the last {@link #cut}. */
    public int at(int position) {
        return array[start + position] & 0xff;
    }

    /** Makes room for {@code count} octets at {@code position}, moving what follows it. */
    public void insert(int position, int count) {
        reserve(count);
        int at = start + position;
        System.arraycopy(array, at, array, at + count, end - at);
        end += count;
    }

    /** Forgets what was written after {@code position}, counted from the last {@link #cut}. */
    public void truncate(int position) {
        end = start + position;
    }

    /** Takes out all that was written since the last cut, without copying. */
    public Octets cut() {
        Octets octets = Octets.wrap(array, start, end - start);
        start = end;
        return octets;
    }

    private void reserve(int count) {
        if (array.length - end < count) {
            int length = end - start;
            byte[] larger = new byte[Math.max(array.length * 2, Math.addExact(length, count) + 64)];
            System.arraycopy(array, start, larger, 0, length);
            array = larger;
            start = 0;
            end = length;
        }
    }
}
