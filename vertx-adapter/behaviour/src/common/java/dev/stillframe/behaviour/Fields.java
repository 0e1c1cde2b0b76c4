package dev.stillframe.behaviour;

import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Field blocks: out as literals that are not indexed (RFC 7541 section 6.2.2), in as they come. */
final class Fields {
    private static final int MOST = 1 << 20;

    private final FieldDecoder.Draft decoder = FieldDecoder.initial().draft();
    private final FieldList list = new FieldList();

    List<Answer.Field> decode(byte[] block) {
        String failure = decoder.decode(block, 0, block.length, list, MOST, MOST);
        if (failure != null) {
            throw new AssertionError("the server's field block cannot be decoded: " + failure);
        }
        List<Answer.Field> fields = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            fields.add(new Answer.Field(list.at(i).name(), list.at(i).value()));
        }
        return fields;
    }

    static byte[] encode(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(block, namesAndValues[i]);
            string(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int left = octets.length;
        if (left < 127) {
            block.write(left);
        } else {
            block.write(127);
            for (left -= 127; left >= 128; left >>>= 7) {
                block.write(left & 0x7f | 0x80);
            }
            block.write(left);
        }
        block.writeBytes(octets);
    }

    /** The head of a request to {@code localhost}, and more fields. */
    static String[] request(String method, String path, String... more) {
        String[] head = {
            ":method", method, ":scheme", "http", ":path", path, ":authority", "localhost"
        };
        String[] all = Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, all, head.length, more.length);
        return all;
    }
}
