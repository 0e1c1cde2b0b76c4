package dev.stillframe.workbench.calls;

import dev.stillframe.workbench.front.Reference;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Messages of one size as they are on the wire: five octets of gRPC, then an {@code
 * echo.v1.Payload}. Its two numbers are never zero, so that each has its place; its content is a
 * piece of the reference's pattern that differs from message to message.
 */
public final class Frames {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int PREFIX = 5;
    private static final int FIXED = 1 + Long.BYTES;
    private static final int DUE = PREFIX + 1;
    private static final int NUMBER = DUE + FIXED;

    /** Tags of Protocol Buffers: number << 3 | wire type. */
    private static final byte DUE_TAG = 1 << 3 | 1;

    private static final byte NUMBER_TAG = 2 << 3 | 1;
    private static final byte CONTENT_TAG = 3 << 3 | 2;

    /** How far the content moves on from one message to the next: it has no divisor in common. */
    private static final int STEP = 97;

    private final byte[] form;
    private final byte[] pattern;
    private final int content;

    /**
     * Of messages with so much content.
     *
     * @param octets of it, 1 to 16,383
     */
    public Frames(int octets) {
        if (octets < 1 || octets >= 1 << 14) {
            throw new IllegalArgumentException("1 to 16,383 octets, not " + octets);
        }
        int wide = octets < 1 << 7 ? 1 : 2;
        content = PREFIX + 2 * FIXED + 1 + wide;
        form = new byte[content + octets];
        form[3] = (byte) (form.length - PREFIX >> 8);
        form[4] = (byte) (form.length - PREFIX);
        form[DUE - 1] = DUE_TAG;
        form[NUMBER - 1] = NUMBER_TAG;
        form[content - wide - 1] = CONTENT_TAG;
        form[content - wide] = (byte) (wide == 1 ? octets : octets & 0x7f | 0x80);
        if (wide == 2) {
            form[content - 1] = (byte) (octets >> 7);
        }
        pattern = new byte[octets + Reference.PERIOD];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = Reference.at(i);
        }
    }

    /** Octets of a frame. */
    public int length() {
        return form.length;
    }

    /**
     * A frame.
     *
     * @param call any number that tells its call from others
     * @param due not zero
     * @param number not zero
     */
    public byte[] of(long call, long due, long number) {
        byte[] frame = Arrays.copyOf(form, form.length);
        fill(frame, call, due, number);
        return frame;
    }

    /** The same in an array that {@link #of} has given. */
    void fill(byte[] frame, long call, long due, long number) {
        LONG.set(frame, DUE, due);
        LONG.set(frame, NUMBER, number);
        int from = (int) Long.remainderUnsigned(call + number * STEP, Reference.PERIOD);
        System.arraycopy(pattern, from, frame, content, frame.length - content);
    }
}
