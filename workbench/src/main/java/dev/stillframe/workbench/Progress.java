package dev.stillframe.workbench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long command is: one line that is written over and over, on a terminal; nothing in a
 * pipe. Any thread may say what is done.
 */
public final class Progress implements AutoCloseable {
    private static final long PAUSE = 200_000_000;
    private static final Path ERROR_STREAM = Path.of("/proc/self/fd/2");

    private final PrintStream out;
    private final boolean shown;
    private final LongSupplier clock;
    private final String what;
    private final long total;
    private final long began;
    private long last;
    private int width;

    Progress(PrintStream out, boolean shown, LongSupplier clock, String what, long total) {
        this.out = out;
        this.shown = shown;
        this.clock = clock;
        this.what = what;
        this.total = total;
        began = clock.getAsLong();
        last = began;
    }

    /**
     * The progress of something that is counted.
     *
     * @param what is counted, in the plural
     * @param total how many there will be; 0 where nobody knows
     */
    public static Progress of(String what, long total) {
        return new Progress(System.err, isTerminal(), System::nanoTime, what, total);
    }

    /** The console of the JDK is that of input and output; a result may go to a file meanwhile. */
    private static boolean isTerminal() {
        try {
            return Files.readSymbolicLink(ERROR_STREAM).toString().matches("/dev/(pts/|tty).*");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** So many are done. */
    public synchronized void done(long count) {
        long now = clock.getAsLong();
        if (shown && now - last >= PAUSE) {
            last = now;
            write(line(count, now - began));
        }
    }

    private String line(long count, long nanos) {
        double rate = count * 1e9 / Math.max(1, nanos);
        String line = String.format(Locale.ROOT, "%,d %s, %,.0f/s", count, what, rate);
        if (total > 0) {
            double left = (total - count) / Math.max(rate, 1e-9);
            line +=
                    String.format(
                            Locale.ROOT,
                            ", %d %% of %,d, %s left",
                            100 * count / total,
                            total,
                            time((long) left));
        }
        return line;
    }

    private static String time(long seconds) {
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    private void write(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    /** A line that stays above it, on a terminal. */
    public synchronized void say(String line) {
        if (shown) {
            pause();
            out.println(line);
            out.flush();
        }
    }

    /** Takes the line away until more is done, so that something else can be written. */
    public synchronized void pause() {
        if (width > 0) {
            write("");
            out.print("\r");
            out.flush();
            width = 0;
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        pause();
    }
}
