package dev.stillframe.conformance.script;

import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the peer has sent on one connection, all of it, and what follows from it. */
public final class Log {
    private static final int SHOWN = 6;

    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Head> heads = new ArrayList<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Map<Integer, Integer> octets = new HashMap<>();
    private final Map<Integer, Long> settings = new HashMap<>();
    private boolean endsWithBlock;

    void add(Arrival arrival) {
        arrivals.add(arrival);
        if (!(arrival instanceof Arrival.Received received)) {
            return;
        }
        switch (received.frame()) {
            case Frame.Headers headers -> endsWithBlock = headers.endStream();
            case Frame.Data data -> {
                octets.merge(data.streamId(), data.payload().length(), Integer::sum);
                if (data.endStream()) {
                    ended.add(data.streamId());
                }
            }
            case Frame.Settings values -> {
                for (int i = 0; i < values.count(); i++) {
                    settings.put(values.id(i), values.value(i));
                }
            }
            default -> {}
        }
        if (received.fields() != null && received.header().has(Flag.END_HEADERS)) {
            int id = received.header().streamId();
            heads.add(new Head(id, received.fields(), endsWithBlock));
            if (endsWithBlock) {
                ended.add(id);
            }
        }
    }

    /** How many arrivals there were. */
    int size() {
        return arrivals.size();
    }

    Arrival at(int index) {
        return arrivals.get(index);
    }

    List<Arrival> from(int index) {
        return List.copyOf(arrivals.subList(index, arrivals.size()));
    }

    /** All field sections, in order. */
    public List<Head> heads() {
        return List.copyOf(heads);
    }

    /** The first request of a client, or null. */
    @Nullable Head request() {
        return heads.isEmpty() ? null : heads.getFirst();
    }

    /** The final response on a stream, or null. */
    @Nullable Head response(int streamId) {
        for (Head head : heads) {
            if (head.streamId() == streamId && head.isFinal()) {
                return head;
            }
        }
        return null;
    }

    /** Whether the peer has ended its side of a stream. */
    public boolean isEnded(int streamId) {
        return ended.contains(streamId);
    }

    /** How many octets of content have come on a stream. */
    public int octets(int streamId) {
        return octets.getOrDefault(streamId, 0);
    }

    /** A setting of the peer's, or what holds where it has said nothing. */
    public long setting(int id, long otherwise) {
        return settings.getOrDefault(id, otherwise);
    }

    /** The largest payload that the peer takes. */
    public int maxFrameSize() {
        return (int) setting(Frames.MAX_FRAME_SIZE, 16_384);
    }

    /** What came from there on, in words, without what is always there. */
    String since(int index) {
        List<String> words = new ArrayList<>();
        int many = 0;
        for (Arrival arrival :
                arrivals.subList(Math.min(index, arrivals.size()), arrivals.size())) {
            if (!tells(arrival)) {
                continue;
            }
            boolean again = isPiece(arrival) && many > 0;
            many = isPiece(arrival) ? many + 1 : 0;
            if (again) {
                words.set(words.size() - 1, many + " DATA");
            } else {
                words.add(arrival.toString());
            }
        }
        return words.size() > SHOWN
                ? String.join(", ", words.subList(0, SHOWN)) + ", ..."
                : String.join(", ", words);
    }

    /** DATA that says nothing but that there is more. */
    private static boolean isPiece(Arrival arrival) {
        Frame.Data data = Stage.frame(arrival, Frame.Data.class);
        return data != null && !data.endStream();
    }

    private static boolean tells(Arrival arrival) {
        if (!(arrival instanceof Arrival.Received received)) {
            return true;
        }
        return switch (received.frame()) {
            case Frame.WindowUpdate ignored -> false;
            case Frame.Settings ignored -> false;
            case Frame.Ping ignored -> false;
            default -> true;
        };
    }
}
