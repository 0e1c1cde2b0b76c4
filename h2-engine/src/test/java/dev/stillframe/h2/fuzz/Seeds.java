package dev.stillframe.h2.fuzz;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the corpus that is made and not found: valid sessions, each kind of frame, representation
 * and command, and the published attacks. Run it after a change of a tape's form:
 *
 * <pre>
 *   java -cp ... dev.stillframe.h2.fuzz.Seeds h2-engine/src/test/resources
 * </pre>
 */
final class Seeds {
    static final String FOLDER = "dev/stillframe/h2/fuzz/";

    private Seeds() {}

    /** Paths below the resources, and what is there. */
    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new TreeMap<>();
        frames().forEach((name, wire) -> add(all, "FrameReaderFuzzInputs/frames/", name, wire));
        HpackSeeds.all().forEach((name, tape) -> add(all, "HpackFuzzInputs/blocks/", name, tape));
        ConnectionSeeds.all()
                .forEach(
                        (name, story) ->
                                add(all, "ConnectionFuzzInputs/connection/", name, story.tape()));
        return all;
    }

    private static void add(Map<String, byte[]> all, String folder, String name, byte[] tape) {
        all.put(FOLDER + folder + name, tape);
    }

    public static void main(String[] arguments) throws IOException {
        Path resources = Path.of(arguments[0]);
        for (Map.Entry<String, byte[]> seed : all().entrySet()) {
            Path file = resources.resolve(seed.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, seed.getValue());
        }
    }

    /** For {@link FrameReaderFuzz}: how, then octets. */
    private static Map<String, byte[]> frames() {
        Octets block = Octets.of(0x82, 0x86, 0x84, 0x41, 1, 'x');
        Octets eight = Octets.of(1, 2, 3, 4, 5, 6, 7, 8);
        int ends = Wire.END_HEADERS | Wire.END_STREAM;
        Map<String, byte[]> frames = new TreeMap<>();
        frames.put("preface", tape(0x41, Wire.of().preface().settings(3, 100)));
        frames.put(
                "preface-of-http1", tape(0x41, Wire.of().raw(Octets.utf8("GET / HTTP/1.1\r\n"))));
        frames.put("data", tape(0x00, Wire.of().data(1, "abc", false).data(1, "", true)));
        frames.put("data-padded", tape(0x20, Wire.of().paddedData(1, eight, 7, true)));
        frames.put("data-overpadded", tape(0, Wire.of().frame(0, 8, 1, Octets.of(9, 1, 2))));
        frames.put("data-on-stream-0", tape(0, Wire.of().data(0, "abc", true)));
        frames.put("headers", tape(0x30, Wire.of().headers(1, block, ends)));
        frames.put("headers-padded", tape(0x30, Wire.of().paddedHeaders(1, block, 9, ends)));
        frames.put("headers-priority", tape(0, Wire.of().priorityHeaders(3, block, 1, ends)));
        frames.put(
                "headers-both", tape(0x10, Wire.of().paddedPriorityHeaders(3, block, 1, 2, ends)));
        frames.put("headers-too-short", tape(0, Wire.of().frame(1, 0x28, 1, Octets.of(0, 0))));
        frames.put(
                "continuation",
                tape(0x10, Wire.of().headers(1, block, 0).continuation(1, block, 4)));
        frames.put("priority", tape(0, Wire.of().priority(5, 3)));
        frames.put("priority-short", tape(0, Wire.of().frame(2, 0, 5, Octets.of(1, 2, 3, 4))));
        frames.put("reset", tape(0x10, Wire.of().frame(3, 0, 1, Octets.of(0, 0, 0, 8))));
        frames.put("reset-short", tape(0, Wire.of().frame(3, 0, 1, Octets.of(0, 0, 8))));
        frames.put("settings", tape(0x20, Wire.of().settings(1, 0, 2, 1, 4, -1, 5, 16_384)));
        frames.put("settings-ack", tape(0, Wire.of().settingsAck()));
        frames.put("settings-ack-long", tape(0, Wire.of().frame(4, 1, 0, Octets.of(0, 1, 0))));
        frames.put("settings-odd", tape(0, Wire.of().frame(4, 0, 0, Octets.of(0, 1, 0, 0, 0))));
        frames.put("push-promise", tape(0x10, Wire.of().pushPromise(1, 2, block, 4)));
        frames.put("push-padded", tape(0, Wire.of().paddedPushPromise(1, 2, block, 3, 4)));
        frames.put("push-of-0", tape(0, Wire.of().pushPromise(1, 0, block, 4)));
        frames.put("ping", tape(0x50, Wire.of().ping(false, eight).ping(true, eight)));
        frames.put("ping-long", tape(0, Wire.of().frame(6, 0, 0, eight.plus(eight))));
        frames.put(
                "goaway",
                tape(0x60, Wire.of().frame(7, 0, 0, eight.plus(Octets.utf8("too many cats")))));
        frames.put("window-update", tape(0, Wire.of().windowUpdate(0, 1).windowUpdate(1, 0)));
        frames.put(
                "window-reserved", tape(0, Wire.of().reserved(true).windowUpdate(1, 0x7fffffff)));
        frames.put("priority-update", tape(0x10, Wire.of().priorityUpdate(1, "u=1, i")));
        frames.put("unknown", tape(0x10, Wire.of().frame(0x42, 0xff, 7, eight).settingsAck()));
        frames.put(
                "altsvc-origin", tape(0, Wire.of().frame(10, 0, 0, eight).frame(12, 0, 0, eight)));
        frames.put("too-long", tape(0, Wire.of().header(16_385, 0, 0, 1)));
        frames.put("long-but-allowed", tape(0x02, Wire.of().header(16_385, 0, 0, 1).raw(1, 2, 3)));
        frames.put("half-a-header", tape(0, Wire.of().raw(0, 0, 4, 8)));
        return frames;
    }

    private static byte[] tape(int how, Wire wire) {
        return Octets.of(how).plus(wire.octets()).toArray();
    }
}
