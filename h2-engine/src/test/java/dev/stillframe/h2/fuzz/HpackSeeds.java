package dev.stillframe.h2.fuzz;

import dev.stillframe.api.message.Octets;
import java.util.Map;
import java.util.TreeMap;

/** Seeds for {@link HpackFuzz}: RFC 7541's representations, its examples, and what breaks it. */
final class HpackSeeds {
    private static final int RESIZE = 255;

    private HpackSeeds() {}

    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new TreeMap<>();
        all.put("indexed-static", tape("82 86 84 bd"));
        all.put("indexed-0", tape("80"));
        all.put("indexed-beyond", tape("be"));
        all.put("c2-1-incremental", tape("400a637573746f6d2d6b65790d637573746f6d2d686561646572"));
        all.put("c2-2-not-indexed", tape("040c2f73616d706c652f70617468"));
        all.put("c2-3-never-indexed", tape("100870617373776f726406736563726574"));
        all.put(
                "c4-requests",
                tape(
                        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
                        "828684be5886a8eb10649cbf",
                        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"));
        all.put(
                "c6-responses",
                tape(
                        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad17"
                                + "1863c78f0b97c8e9ae82ae43d3",
                        "4883640effc1c0bf"));
        all.put("size-update", tape("3fe11f 82", "20 82", "3f e1 1f 82"));
        all.put("size-update-above", tape("3fe21f 82"));
        all.put("size-update-late", tape("82 20"));
        all.put("size-update-thrice", tape("20 20 20"));
        all.put("huffman-eos", tape("0082ffff 00"));
        all.put("huffman-padding-zero", tape("00 81 10 00"));
        all.put("huffman-padding-long", tape("00 82 1f ff 00"));
        all.put("integer-too-long", tape("ff ff ff ff ff ff 0f"));
        all.put("integer-zeros", tape("ff 80 80 80 80 80 00"));
        all.put("integer-cut", tape("ff"));
        all.put("string-cut", tape("40 0a 61 62"));
        all.put("empty-name", tape("40 00 01 61"));
        all.put("octets", tape("00 03 00 ff 80 02 0d 0a"));
        all.put(
                "evicts",
                tape("3f 21 40 01 61 14 " + "62".repeat(20), "40 01 63 14 " + "64".repeat(20)));
        // The "HTTP/2 bomb": one large entry, then references to it, an octet each.
        all.put("bomb", tape("40 01 61 7f 51 " + "62".repeat(208), "be".repeat(200)));
        Octets reduced =
                Octets.of(RESIZE, Story.edge(5)).plus(Octets.wrap(tape("3f 01 40 01 61 01 62")));
        all.put("reduced-by-us", reduced.toArray());
        all.put("reduced-and-silent", Octets.of(RESIZE, Story.few(0), 1, 0x82).toArray());
        all.put(
                "reduced-and-raised",
                Octets.of(
                                RESIZE,
                                Story.few(0),
                                RESIZE,
                                Story.edge(13),
                                5,
                                0x20,
                                0x3f,
                                0xe1,
                                0x3f,
                                0x82)
                        .toArray());
        return all;
    }

    /** Blocks as hexadecimal digits. */
    private static byte[] tape(String... blocks) {
        Octets tape = Octets.EMPTY;
        for (String digits : blocks) {
            Octets block = Octets.hex(digits);
            tape = tape.plus(Octets.of(block.length())).plus(block);
        }
        return tape.toArray();
    }
}
