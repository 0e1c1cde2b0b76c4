package dev.stillframe.grpc.wire;

import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.message.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that are texts. The text {@code undecodable} cannot be read, {@code unencodable} cannot
 * be written, and {@code short} is written shorter than was said.
 */
public final class Texts implements Codec<String> {
    /** The one. */
    public static final Texts CODEC = new Texts();

    private Texts() {}

    @Override
    public int size(String message) {
        return message.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void encode(String message, ByteBuffer to) {
        if (message.equals("unencodable")) {
            throw new IllegalArgumentException("as was to be expected");
        }
        if (!message.equals("short")) {
            to.put(message.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String decode(ByteBuffer octets) throws Exception {
        String text = StandardCharsets.UTF_8.decode(octets).toString();
        if (text.equals("undecodable")) {
            throw new Exception("as was to be expected");
        }
        return text;
    }

    /** Messages as they stand in DATA. */
    public static Octets frames(String... messages) {
        Octets all = Octets.EMPTY;
        for (String message : messages) {
            all = all.plus(frame(0, Octets.utf8(message)));
        }
        return all;
    }

    /** Anything behind a prefix. */
    public static Octets frame(int flag, Octets payload) {
        ByteBuffer prefix = ByteBuffer.allocate(5).put((byte) flag).putInt(payload.length());
        return Octets.wrap(prefix.flip()).plus(payload);
    }

    /** The messages in content; those with the flag set stand in angle brackets, in hex. */
    public static List<String> texts(Octets content) {
        List<String> all = new ArrayList<>();
        ByteBuffer left = content.toByteBuffer();
        while (left.hasRemaining()) {
            boolean compressed = left.get() == 1;
            byte[] message = new byte[left.getInt()];
            left.get(message);
            all.add(
                    compressed
                            ? "<" + Octets.wrap(message) + ">"
                            : new String(message, StandardCharsets.UTF_8));
        }
        return all;
    }
}
