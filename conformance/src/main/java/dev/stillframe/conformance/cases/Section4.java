package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.COMPRESSION_ERROR;
import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Head;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import dev.stillframe.h2.octets.Output;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** HTTP frames. */
final class Section4 {
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;
    private static final int LARGEST = 16_384;

    /** The static entry 16, accept-encoding: gzip, deflate. */
    private static final byte INDEXED = (byte) 0x90;

    /** A peer that takes frames above this is not sent one that is too long. */
    private static final int TOO_MUCH = 1 << 20;

    static final Section FORMAT =
            Section.of(
                    "4.1",
                    "Frame Format",
                    must("Frames of unknown types are ignored")
                            .after(OPENED)
                            .send(
                                    "unknown frames on the connection, a stream and an idle one",
                                    stage ->
                                            unknown(0, 8)
                                                    .plus(unknown(stage.stream(), 0))
                                                    .plus(unknown(stage.idle(), 100)))
                            .then(completes()),
                    must("Unused flags are ignored")
                            .after(OPENED)
                            .send("PING, WINDOW_UPDATE and DATA, all unused flags set", flags())
                            .then(completes()),
                    must("The reserved bit is ignored")
                            .after(OPENED)
                            .send("PING, WINDOW_UPDATE and DATA, reserved bit set", reserved())
                            .then(completes()));

    static final Section SIZE =
            Section.of(
                    "4.2",
                    "Frame Size",
                    must("A frame of 16,384 octets is accepted")
                            .after(OPENED)
                            .send(
                                    "DATA of 16,384 octets",
                                    stage -> Frames.data(stage.stream(), LARGEST, 0))
                            .then(completes()),
                    must("HEADERS above SETTINGS_MAX_FRAME_SIZE: a connection error")
                            .after(AWAITING)
                            .act("HEADERS, one octet too long", Section4::longHeaders)
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("DATA above SETTINGS_MAX_FRAME_SIZE: an error")
                            .after(OPENED)
                            .act("DATA, one octet too long", Section4::longData)
                            .then(streamError(FRAME_SIZE_ERROR)),
                    must("HEADERS too short for what its flags say: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS with PADDED and no octets",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    Octets.EMPTY,
                                                    WHOLE | Flag.PADDED))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("HEADERS too short for its priority: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS with PRIORITY and 4 octets",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    Frames.zeros(4),
                                                    WHOLE | Flag.PRIORITY))
                            .then(connectionError(FRAME_SIZE_ERROR)));

    static final Section BLOCKS =
            Section.of(
                    "4.3",
                    "Field Section Compression and Decompression",
                    broken("the index 0", Octets.of(0x80)),
                    broken("an index beyond the tables", Octets.of(0xff, 0x80, 0x01)),
                    must("A field block with a literal that is cut off: a connection error")
                            .after(AWAITING)
                            .send(
                                    "such a block",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    stage.head().plus(Octets.of(0, 5, 'a', 'b')),
                                                    WHOLE))
                            // Too short is a matter of size as well.
                            .then(connectionError(COMPRESSION_ERROR, FRAME_SIZE_ERROR)),
                    broken(
                            "a Huffman code with EOS",
                            Octets.of(0, 1, 'a', 0x84, 255, 255, 255, 255)),
                    broken("Huffman padding of zeros", Octets.of(0, 1, 'a', 0x81, 0x18)),
                    broken("an integer without end", Octets.of(0xff, 255, 255, 255, 255, 255, 15)),
                    broken(
                            "a size update behind a field",
                            Block.of("a", "b").plus(Octets.of(0x20))),
                    broken("a size update above the limit", null),
                    must("A field block may come in many frames")
                            .after(AWAITING)
                            .send("HEADERS and CONTINUATION, an octet each", Section4::pieces)
                            .then(completes()),
                    must("The dynamic table is kept from block to block")
                            .after(AWAITING)
                            .send("a head that enters a field, trailers that refer to it", refer())
                            .then(goesOn()));

    static final Section STATE =
            Section.of(
                    "4.3.1",
                    "Compression State",
                    serverMust("A smaller table is signalled at the beginning of the next block")
                            .after(AWAITING)
                            .act("a request, HEADER_TABLE_SIZE of 0, a request", Section4::shrink)
                            .then(check("a size update first", Section4::signalled)),
                    clientMust("A smaller table is signalled at the beginning of the next block")
                            .with(Frames.MAX_CONCURRENT_STREAMS, 1)
                            .after(AWAITING)
                            .act("HEADER_TABLE_SIZE of 0, then responses", Section4::shrinkClients)
                            .then(check("a size update first", Section4::signalled)));

    private Section4() {}

    private static Octets unknown(int streamId, int length) {
        return Frames.frame(Frames.UNKNOWN_TYPE, 0xff, streamId, Frames.zeros(length));
    }

    private static Function<Stage, Octets> flags() {
        return stage ->
                Frames.ping(Frames.OPAQUE, 0xfe)
                        .plus(Frames.frame(FrameType.WINDOW_UPDATE, 0xff, 0, Frames.u32(1)))
                        .plus(Frames.data(stage.stream(), 1, 0xf6));
    }

    private static Function<Stage, Octets> reserved() {
        return stage ->
                Frames.reserved(Frames.ping(Frames.OPAQUE, 0))
                        .plus(Frames.frame(FrameType.WINDOW_UPDATE, 0, 0, Frames.u32(0x8000_0001)))
                        .plus(Frames.reserved(Frames.data(stage.stream(), 1, 0)));
    }

    private static void longHeaders(Stage stage) throws Unready {
        Octets head = stage.head();
        byte[] rest = new byte[tooLong(stage) - head.length()];
        Arrays.fill(rest, INDEXED);
        stage.send(Frames.headers(stage.stream(), head.plus(Octets.wrap(rest)), WHOLE));
    }

    private static void longData(Stage stage) throws Unready {
        stage.send(Frames.data(stage.stream(), tooLong(stage), 0));
    }

    private static int tooLong(Stage stage) throws Unready {
        int largest = stage.log().maxFrameSize();
        if (largest > TOO_MUCH) {
            throw new Unready(
                    new Verdict.NotApplicable("it takes frames of %,d octets".formatted(largest)));
        }
        return largest + 1;
    }

    /** A block that does not decode; null: with a size update above the peer's table size. */
    private static Plan broken(String what, @Nullable Octets block) {
        return must("A field block with " + what + ": a connection error")
                .after(AWAITING)
                .send(
                        "such a block",
                        stage ->
                                Frames.headers(
                                        stage.stream(),
                                        block == null
                                                ? tooLargeTable(stage).plus(stage.head())
                                                : stage.head().plus(block),
                                        WHOLE))
                .then(connectionError(COMPRESSION_ERROR));
    }

    /** RFC 7541 section 6.3: above SETTINGS_HEADER_TABLE_SIZE. */
    private static Octets tooLargeTable(Stage stage) {
        int rest = (int) stage.log().setting(Frames.HEADER_TABLE_SIZE, 4096) + 1 - 0x1f;
        Output out = new Output(8).u8(0x3f);
        while (rest >= 0x80) {
            out.u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return out.u8(rest).cut();
    }

    private static Octets pieces(Stage stage) {
        Octets block = stage.headWithContent();
        int id = stage.stream();
        Octets all = Frames.headers(id, block.slice(0, 1), 0);
        // A receiver may have a limit on empty and tiny frames: some, not all of them.
        for (int at = 1; at < 5; at++) {
            all = all.plus(Frames.continuation(id, block.slice(at, 1), 0));
        }
        return all.plus(Frames.continuation(id, block.from(5), Frames.END_HEADERS));
    }

    private static Function<Stage, Octets> refer() {
        return stage -> {
            int id = stage.stream();
            Octets head = stage.headWithContent().plus(Block.entering("x-entered", "once"));
            return Frames.headers(id, head, Frames.END_HEADERS)
                    .plus(Frames.headers(id, Octets.of(0xbe), WHOLE));
        };
    }

    private static void shrink(Stage stage) throws Unready {
        stage.send(Frames.headers(stage.stream(), stage.head(), WHOLE));
        stage.untilAnswered();
        if (stage.line().isTableUntouched()) {
            throw new Unready(new Verdict.NotApplicable("its blocks use no dynamic table"));
        }
        stage.send(Frames.settings(Frames.HEADER_TABLE_SIZE, 0));
        stage.fence("the settings to be taken");
        stage.send(Frames.headers(stage.fresh(), stage.head(), WHOLE));
        stage.untilAnswered();
    }

    /** Whoever asks for more once it is answered has to signal it. */
    private static void shrinkClients(Stage stage) throws Unready {
        if (stage.line().isTableUntouched()) {
            throw new Unready(new Verdict.NotApplicable("its blocks use no dynamic table"));
        }
        stage.send(Frames.settings(Frames.HEADER_TABLE_SIZE, 0));
        stage.fence("the settings to be taken");
        List<Head> asked = stage.log().heads();
        asked.forEach(one -> stage.send(Frames.headers(one.streamId(), stage.head(), WHOLE)));
        try {
            stage.until("a request", ignored -> stage.log().heads().size() > asked.size());
        } catch (Unready none) {
            boolean undecodable =
                    stage.since().stream()
                            .anyMatch(one -> Stage.frame(one, Frame.Malformed.class) != null);
            throw undecodable
                    ? none
                    : new Unready(new Verdict.NotApplicable("it does not ask again"));
        }
    }

    /** The decoder is told of the limit with the acknowledgment: a block without is malformed. */
    private static Verdict signalled(Stage stage) {
        return Verdict.PASSED;
    }
}
