package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.h2.recording.Head;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What waits for the writer. */
sealed interface Entry {
    /** A recording begins. */
    record Begin(TapeFile file, Head head) implements Entry {}

    /** A step is about to be taken. */
    record Batch(TapeFile file, List<Event> events, long weight) implements Entry {}

    /** And this came of it. */
    record Effects(TapeFile file, List<Effect> effects, long weight) implements Entry {}

    /** Or it threw. */
    record Threw(TapeFile file, Throwable error) implements Entry {}

    /**
     * A recording ends.
     *
     * @param whole whether its connection has ended too
     */
    record End(TapeFile file, String reason, boolean whole) implements Entry {}

    /** Someone waits until all before this is written. */
    record Mark(CountDownLatch written) implements Entry {
        @Override
        public @Nullable TapeFile file() {
            return null;
        }
    }

    /** The recording that it is of, or null. */
    @Nullable TapeFile file();

    /** How much memory it holds, in octets, roughly. */
    default long weight() {
        return 0;
    }
}
