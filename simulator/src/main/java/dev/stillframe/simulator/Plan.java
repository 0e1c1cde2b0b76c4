package dev.stillframe.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A world written down: how it is set up, and what happens in it. Its text has one line for each,
 * as {@link Lines} reads and writes them; lines that begin with {@code #} say something to people.
 *
 * @param happenings in any order; each says when it happens
 */
public record Plan(
        Setup.Sky sky,
        Setup.Net net,
        Setup.Ends client,
        Setup.Ends server,
        Setup.Patience clientPatience,
        Setup.Patience serverPatience,
        Setup.Pooling pooling,
        List<Happening> happenings) {
    /** The same with other happenings. */
    public Plan with(List<Happening> others) {
        return new Plan(
                sky,
                net,
                client,
                server,
                clientPatience,
                serverPatience,
                pooling,
                List.copyOf(others));
    }

    Setup.Ends at(Side end) {
        return end == Side.CLIENT ? client : server;
    }

    Setup.Patience patience(Side end) {
        return end == Side.CLIENT ? clientPatience : serverPatience;
    }

    /** As text; {@link #parse} reads it. */
    public String text() {
        return Stream.concat(
                        Stream.of(
                                sky, net, client, server, clientPatience, serverPatience, pooling),
                        happenings.stream())
                .map(Lines::write)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * Reads a plan.
     *
     * @throws IllegalArgumentException when a line is not understood, or none says {@code sky}
     */
    public static Plan parse(String text) {
        Setup.Sky sky = null;
        Setup.Net net = new Setup.Net(65_536, 1400, 500);
        Setup.Ends client = Setup.Ends.plain(Side.CLIENT);
        Setup.Ends server = Setup.Ends.plain(Side.SERVER);
        Setup.Patience clientPatience = Setup.Patience.plain(Side.CLIENT);
        Setup.Patience serverPatience = Setup.Patience.plain(Side.SERVER);
        Setup.Pooling pooling = Setup.Pooling.PLAIN;
        List<Happening> happenings = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            switch (Lines.read(line.strip())) {
                case Setup.Sky read -> sky = read;
                case Setup.Net read -> net = read;
                case Setup.Ends read -> {
                    client = read.end() == Side.CLIENT ? read : client;
                    server = read.end() == Side.SERVER ? read : server;
                }
                case Setup.Patience read -> {
                    clientPatience = read.end() == Side.CLIENT ? read : clientPatience;
                    serverPatience = read.end() == Side.SERVER ? read : serverPatience;
                }
                case Setup.Pooling read -> pooling = read;
                case Happening read -> happenings.add(read);
                default -> throw new IllegalArgumentException(line);
            }
        }
        if (sky == null) {
            throw new IllegalArgumentException("a plan needs a line that begins with \"sky\"");
        }
        return new Plan(
                sky,
                net,
                client,
                server,
                clientPatience,
                serverPatience,
                pooling,
                List.copyOf(happenings));
    }
}
