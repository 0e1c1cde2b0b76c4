package dev.stillframe.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a long command is: what is done, how fast it goes, and how long it will take still.
 *
 * <p>On a terminal it is one line that is written anew, four times a second at the most. Into a
 * pipe or a file it writes nothing. It may be used by any thread.
 */
public final class Progress implements AutoCloseable {

    private static final Path ERROR_STREAM = Path.of("/proc/self/fd/2");
    private static final long PAUSE = Duration.ofMillis(250).toNanos();
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean shown;
    private final String what;
    private final String unit;
    private final double total;
    private final long start = System.nanoTime();
    private long last = start - PAUSE;
    private boolean written;

    Progress(PrintWriter err, boolean shown, String what, String unit, double total) {
        this.err = err;
        this.shown = shown;
        this.what = what;
        this.unit = unit;
        this.total = total;
    }

    /**
     * Of something that begins now.
     *
     * @param err the error stream
     * @param what is done, in a word or two
     * @param unit of what is counted, in the plural
     * @param total how many there will be
     */
    public static Progress of(PrintWriter err, String what, String unit, double total) {
        return new Progress(err, isTerminal(), what, unit, total);
    }

    /** So many are done. */
    public synchronized void at(double done) {
        long now = System.nanoTime();
        if (shown && now - last >= PAUSE) {
            last = now;
            err.print(CLEAR + line(done, Duration.ofNanos(now - start)));
            err.flush();
            written = true;
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        pause();
    }

    /** "soak 1,200,000 of 10,000,000 streams, 24,000/s, 6 min 7 s left". */
    String line(double done, Duration passed) {
        double seconds = passed.toNanos() / 1e9;
        double rate = seconds == 0 ? 0 : done / seconds;
        String line = String.format(Locale.ROOT, "%s %,.0f of %,.0f %s", what, done, total, unit);
        return rate == 0
                ? line
                : String.format(
                        Locale.ROOT,
                        "%s, %,.0f/s, %s left",
                        line,
                        rate,
                        time(Math.max(0, total - done) / rate));
    }

    private static String time(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    private void clear() {
        if (written) {
            err.print(CLEAR);
            written = false;
        }
    }

    /** The console of the JDK says that of input and output, not of the error stream. */
    private static boolean isTerminal() {
        try {
            return Files.readSymbolicLink(ERROR_STREAM).toString().matches("/dev/(pts/|tty).*");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
