package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.h2.octets.Output;
import java.util.List;
import java.util.zip.CRC32C;

/** What came of a step, in short: two steps with equal outcomes had equal effects. */
public sealed interface Outcome {
    /**
     * The step gave effects.
     *
     * @param effects how many
     * @param sent octets to be sent, payload included
     * @param wire CRC-32C of the octets to be sent, and of which payload was taken between them
     * @param told CRC-32C of everything else, in order: notices, drops, alarms, the close. Of the
     *     octets of received DATA it covers the number: they are in the batch
     */
    record Effects(int effects, long sent, int wire, int told) implements Outcome {}

    /** The step threw this: a bug of ours, which the recording shows again. */
    record Threw(String error) implements Outcome {}

    /** The outcome that these effects are. */
    static Outcome of(List<Effect> effects) {
        CRC32C wire = new CRC32C();
        CRC32C told = new CRC32C();
        Output out = new Output(256);
        Pen pen = new Pen(out);
        long sent = 0;
        for (Effect effect : effects) {
            EffectWriter.write(effect, pen);
            boolean onTheWire = false;
            if (effect instanceof Effect.Send send) {
                sent += send.octets().length();
                onTheWire = true;
            } else if (effect instanceof Effect.Take take) {
                sent += take.octets();
                onTheWire = true;
            }
            (onTheWire ? wire : told).update(out.cut().toByteBuffer());
        }
        return new Effects(effects.size(), sent, (int) wire.getValue(), (int) told.getValue());
    }

    /** The outcome of a step that threw. */
    static Outcome of(Throwable thrown) {
        return new Threw(thrown.getClass().getName());
    }
}
