package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The application that holds us to law L6: every stream that it was told of ends once, nothing is
 * said of a stream before its beginning or after its end, a message ends once, and the connection
 * itself ends once and last.
 */
final class Ear {
    private final List<Integer> told = new ArrayList<>();
    private final Set<Integer> open = new HashSet<>();
    private final Set<Integer> inputEnded = new HashSet<>();
    private final Map<Integer, Long> ready = new HashMap<>();
    private Notice.@Nullable Closed closed;
    private boolean transportClosed;

    /** A stream that was told of at some time; 0 when there is none. */
    int any(int choice) {
        return told.isEmpty() ? 0 : told.get(choice % told.size());
    }

    int streams() {
        return told.size();
    }

    /** Octets stand ready, if the command is accepted. */
    void readies(int streamId, int octets) {
        ready.merge(streamId, (long) octets, Long::sum);
    }

    /** Each effect, in order. */
    void hears(Effect effect) {
        switch (effect) {
            case Effect.Take take -> {
                long left = ready.getOrDefault(take.streamId(), 0L) - take.octets();
                assertTrue(
                        take.octets() > 0 && left >= 0, () -> "takes what is not there: " + take);
                ready.put(take.streamId(), left);
                assertTrue(!transportClosed, "takes after the close");
            }
            case Effect.Drop drop -> ready.remove(drop.streamId());
            case Effect.Close ignored -> {
                assertTrue(!transportClosed, "closes twice");
                transportClosed = true;
            }
            case Effect.Send ignored -> assertTrue(!transportClosed, "sends after the close");
            case Effect.WakeAt ignored -> {}
            case Notice notice -> notice(notice);
        }
    }

    private void notice(Notice notice) {
        if (closed != null) {
            assertTrue(notice instanceof Notice.Rejected, () -> "told after the end: " + notice);
        }
        switch (notice) {
            case Notice.Request n -> begins(n.streamId(), n, n.endStream());
            case Notice.Started n -> begins(n.streamId(), n, false);
            case Notice.Promise n -> {
                goesOn(n.streamId(), n);
                begins(n.promisedId(), n, false);
            }
            case Notice.Response n -> input(n.streamId(), n, n.endStream());
            case Notice.Data n -> {
                assertTrue(n.endStream() || !n.octets().isEmpty(), "empty and not the last");
                input(n.streamId(), n, n.endStream());
            }
            case Notice.Trailers n -> input(n.streamId(), n, true);
            case Notice.Credit n -> {
                goesOn(n.streamId(), n);
                assertTrue(n.octets() > 0, "a credit of nothing");
            }
            case Notice.Ended n -> {
                goesOn(n.streamId(), n);
                open.remove(n.streamId());
            }
            case Notice.Rejected n -> {
                if (n.command() instanceof Command.Data data) {
                    ready.computeIfPresent(
                            data.streamId(), (id, octets) -> Math.max(0, octets - data.octets()));
                }
            }
            case Notice.Closed n -> {
                assertEquals(Set.of(), open, "streams outlive the connection");
                closed = n;
            }
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension n -> {
                if (n.streamId() != 0) {
                    goesOn(n.streamId(), n);
                }
            }
            case Notice.GoAway ignored -> {}
            case Notice.Fault ignored -> {}
        }
    }

    private void begins(int streamId, Notice notice, boolean ends) {
        assertTrue(streamId > 0 && open.add(streamId), () -> "begins again: " + notice);
        assertTrue(!told.contains(streamId), () -> "an identifier is used twice: " + notice);
        told.add(streamId);
        if (ends) {
            inputEnded.add(streamId);
        }
    }

    private void goesOn(int streamId, Notice notice) {
        assertTrue(open.contains(streamId), () -> "of a stream that is not open: " + notice);
    }

    private void input(int streamId, Notice notice, boolean ends) {
        goesOn(streamId, notice);
        assertTrue(!inputEnded.contains(streamId), () -> "after the message's end: " + notice);
        if (ends) {
            inputEnded.add(streamId);
        }
    }

    /** The transport is gone: all must be over. */
    void end() {
        assertTrue(closed != null, "the connection has no end");
        assertEquals(Set.of(), open, "streams without an end");
    }
}
