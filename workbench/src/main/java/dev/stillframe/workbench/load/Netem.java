package dev.stillframe.workbench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A loopback of this run's own on which Linux holds packets back: a network namespace that nobody
 * else sees, with the queueing discipline {@code netem}. It has no name and needs no removal: it is
 * gone with the last process in it.
 */
public final class Netem {

    /** Packets that may be on the way; when it was less, netem would drop some. */
    private static final int ON_THE_WAY = 1_000_000;

    /** Brings up a loopback, and becomes the command behind it. */
    private static final String INSIDE =
            "PATH=$PATH:/usr/sbin:/sbin; ip link set lo up && exec \"$@\"";

    /** As the system's administrator; as anybody else, where the system allows that. */
    private static final List<List<String>> WAYS =
            List.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"));

    private final List<String> way;

    private Netem(List<String> way) {
        this.way = way;
    }

    /**
     * Tries it out.
     *
     * @throws IOException when it cannot be had here, with what the system says to that
     */
    public static Netem find() throws IOException, InterruptedException {
        String refused = "";
        for (List<String> way : WAYS) {
            Netem netem = new Netem(way);
            try {
                run(netem.within(delaying(Duration.ofMillis(1), 1_000)));
                return netem;
            } catch (IOException failure) {
                refused = String.valueOf(failure.getMessage());
            }
        }
        throw new IOException(refused);
    }

    /** That command in a namespace of its own, with nothing but a loopback. */
    public List<String> within(List<String> command) {
        List<String> all = new ArrayList<>(way);
        all.addAll(List.of("--", "sh", "-c", INSIDE, "sh"));
        all.addAll(command);
        return all;
    }

    /**
     * From now on each packet takes that long, each way. To be called in such a namespace.
     *
     * @param rate how much goes through at the most, in megabits a second
     */
    public static void delay(Duration oneWay, int rate) throws IOException, InterruptedException {
        run(delaying(oneWay, rate));
    }

    private static List<String> delaying(Duration oneWay, int rate) {
        String delay = oneWay.toNanos() / 1_000 + "us";
        String most = String.valueOf(ON_THE_WAY);
        return tc("replace", "netem", "delay", delay, "rate", rate + "mbit", "limit", most);
    }

    /** From now on packets take no time. To be called in such a namespace. */
    public static void none() throws IOException, InterruptedException {
        run(tc("del"));
    }

    private static List<String> tc(String what, String... how) {
        List<String> command = new ArrayList<>(List.of("tc", "qdisc", what, "dev", "lo", "root"));
        command.addAll(List.of(how));
        return command;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(
                    said.isEmpty() ? command.getFirst() + " failed" : firstLine(said));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
