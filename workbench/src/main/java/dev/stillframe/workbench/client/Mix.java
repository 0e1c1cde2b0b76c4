package dev.stillframe.workbench.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users of all kinds at once, as fast as the server answers: good ones, ones that lose patience,
 * ones that read nothing, and connections that come and go.
 */
public final class Mix implements Link.Owner, AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(15);

    /** Who they are. */
    public enum Users {
        /** Of plain HTTP alone. */
        PLAIN,
        /** Of gRPC as well. */
        CALLING
    }

    /** Longer than the longest {@code /sleep} that was cancelled. */
    private static final Duration SETTLING = Duration.ofMillis(300);

    /** Streams after which a connection is shut down, and another takes its place. */
    private static final int LEAST_AGE = 500;

    private static final int SPREAD = 1_000;

    private final Loop loop;
    private final int streams;
    private final Users users;
    private final List<Group> groups = new ArrayList<>();
    private final Map<Visit.Kind, Long> ended = new EnumMap<>(Visit.Kind.class);
    private boolean resting;
    private long progressed;
    private long count;
    private long connections;
    private long wrong;
    private @Nullable String firstWrong;

    /** A connection, and what is going on over it. */
    private static final class Group {
        private @Nullable Link link;
        private int age;
        private int maxAge;
        private int running;
        private final List<Visit> unread = new ArrayList<>();
    }

    /**
     * Nothing runs yet.
     *
     * @param connections at any time
     * @param streams at once on each
     */
    public Mix(Loop loop, int connections, int streams, Users users) {
        this.loop = loop;
        this.streams = streams;
        this.users = users;
        for (int i = 0; i < connections; i++) {
            groups.add(new Group());
        }
    }

    /** Streams that have ended. */
    public long count() {
        return count;
    }

    /** Streams that have ended, by kind. */
    public Map<Visit.Kind, Long> kinds() {
        return ended;
    }

    /** Connections that have been opened. */
    public long connections() {
        return connections;
    }

    /** Streams that have not ended as they should. */
    public long wrong() {
        return wrong;
    }

    /** How the first of those ended, or null. */
    public @Nullable String firstWrong() {
        return firstWrong;
    }

    /**
     * Goes on until so many streams have ended or the time is over, then lets all finish.
     *
     * @param until the number of streams of all runs
     * @param deadline in nanoseconds
     * @param looked called now and then
     * @throws IOException when streams do not end
     */
    public void run(long until, long deadline, Runnable looked) throws IOException {
        resting = false;
        groups.forEach(this::fill);
        progressed = System.nanoTime();
        loop.run(
                () -> {
                    looked.run();
                    return count < until && System.nanoTime() < deadline && !stands();
                });
        if (stands()) {
            throw new IOException(
                    "no stream has ended for %d seconds; open are %d"
                            .formatted(QUIET.toSeconds(), running()));
        }
        resting = true;
        groups.forEach(this::giveUpUnread);
        long patience = System.nanoTime() + QUIET.toNanos();
        loop.run(() -> running() > 0 && System.nanoTime() < patience);
        if (running() > 0) {
            throw new IOException(running() + " streams do not end");
        }
        long settled = System.nanoTime() + SETTLING.toNanos();
        loop.run(() -> System.nanoTime() < settled);
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    private boolean stands() {
        return System.nanoTime() - progressed > QUIET.toNanos();
    }

    private int running() {
        return groups.stream().mapToInt(group -> group.running).sum();
    }

    private void fill(Group group) {
        while (!resting && group.running < streams) {
            Link link = group.link;
            if (link == null || !link.isOpen() || group.age >= group.maxAge) {
                link = renewed(group);
            }
            group.age++;
            group.running++;
            long number = count + group.running;
            Visit visit = new Visit(loop, Visit.Kind.of(number, users), number, over(group));
            link.begin(visit);
        }
    }

    private Link renewed(Group group) {
        if (group.link != null && group.link.isOpen()) {
            giveUpUnread(group);
            group.link.drain();
        }
        try {
            Link link = loop.open(this);
            group.link = link;
            group.age = 0;
            group.maxAge = LEAST_AGE + (int) (connections * 37 % SPREAD);
            connections++;
            return link;
        } catch (IOException failure) {
            throw new IllegalStateException("no connection can be opened any more", failure);
        }
    }

    /** Streams that nobody reads are reset once there are some, before the connection is full. */
    private void giveUpUnread(Group group) {
        group.unread.forEach(Visit::giveUp);
        group.unread.clear();
    }

    private Visit.Host over(Group group) {
        return new Visit.Host() {
            @Override
            public void stalls(Visit visit) {
                group.unread.add(visit);
                if (resting || group.unread.size() > 3) {
                    giveUpUnread(group);
                }
            }

            @Override
            public void over(Visit visit, @Nullable String mistake) {
                group.running--;
                group.unread.remove(visit);
                count++;
                progressed = System.nanoTime();
                ended.merge(visit.kind(), 1L, Long::sum);
                if (mistake != null) {
                    wrong++;
                    firstWrong = firstWrong == null ? mistake : firstWrong;
                }
                fill(group);
            }
        };
    }

    @Override
    public void ready(Link link) {}

    @Override
    public void closed(Link link, String reason) {}
}
