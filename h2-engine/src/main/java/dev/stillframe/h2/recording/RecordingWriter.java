package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** The parts of a recording as octets, to be put one behind the other: magic, head, and so on. */
public final class RecordingWriter {
    /** What a recording begins with; the number is the version of the format. */
    public static final Octets MAGIC = Octets.utf8("STILLFRAME RECORDING 1\n");

    /** Octets of length and CRC before each record. */
    static final int FRAME = 8;

    private RecordingWriter() {}

    /** The first record. */
    public static Octets head(Head head) {
        return record(Tag.HEAD, pen -> pen.pairs(head.values()));
    }

    /** The record of what a step is given. */
    public static Octets batch(List<Event> events) {
        return record(
                Tag.BATCH,
                pen -> {
                    pen.number(events.size());
                    events.forEach(event -> EventWriter.write(event, pen));
                });
    }

    /** The record of what came of the step before it. */
    public static Octets outcome(Outcome outcome) {
        return record(
                Tag.OUTCOME,
                pen -> {
                    switch (outcome) {
                        case Outcome.Effects effects ->
                                pen.octet(0)
                                        .number(effects.effects())
                                        .longWord(effects.sent())
                                        .word(effects.wire())
                                        .word(effects.told());
                        case Outcome.Threw threw -> pen.octet(1).text(threw.error());
                    }
                });
    }

    /** The last record. */
    public static Octets end(String reason) {
        return record(Tag.END, pen -> pen.text(reason));
    }

    private static Octets record(int kind, Consumer<Pen> content) {
        Output out = new Output(512);
        content.accept(new Pen(out).octet(kind));
        Octets octets = out.cut();
        byte[] record = new byte[FRAME + octets.length()];
        ByteBuffer.wrap(record).putInt(octets.length()).putInt(crc(octets));
        octets.copyTo(0, record, FRAME, octets.length());
        return Octets.wrap(record);
    }

    static int crc(Octets octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets.toByteBuffer());
        return (int) crc.getValue();
    }
}
