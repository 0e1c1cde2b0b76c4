package dev.stillframe.netty;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import io.netty.util.collection.IntObjectHashMap;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What listeners are yet to be told, in order: first what became of writes, then what the peer did,
 * then where there is room again. Listeners may ask for anything meanwhile: it only adds to this,
 * or to the engine's inbox.
 */
final class Telling {
    private final ChannelDriver driver;
    private final ConnectionListener listener;
    private final Questions questions;
    private final IntObjectHashMap<DrivenStream> streams = new IntObjectHashMap<>();
    private final ArrayDeque<Done> completed = new ArrayDeque<>();
    private final ArrayDeque<Notice> notices = new ArrayDeque<>();
    private final ArrayDeque<DrivenStream> roomy = new ArrayDeque<>();
    private boolean settling;
    private boolean closed;

    Telling(ChannelDriver driver, ConnectionListener listener, Questions questions) {
        this.driver = driver;
        this.listener = listener;
        this.questions = questions;
    }

    /** Whether what is added now will be told without a further turn. */
    boolean isSettling() {
        return settling;
    }

    /** Whether the connection is over, and everybody knows. */
    boolean isClosed() {
        return closed;
    }

    @Nullable DrivenStream stream(int id) {
        return streams.get(id);
    }

    int size() {
        return streams.size();
    }

    void add(Notice notice) {
        notices.add(notice);
    }

    /** Commands that were followed: a head went before any content of its response. */
    void addAll(ArrayDeque<Done> followed) {
        for (Iterator<Done> last = followed.descendingIterator(); last.hasNext(); ) {
            Done each = last.next();
            if (each.command instanceof Command.Respond) {
                last.remove();
                completed.addFirst(each);
            }
        }
        completed.addAll(followed);
        followed.clear();
    }

    void add(Done done) {
        completed.add(done);
    }

    void roomFor(DrivenStream stream) {
        roomy.add(stream);
    }

    void settle(Supplier<Iteration> now) {
        if (settling) {
            return;
        }
        settling = true;
        try {
            boolean more = true;
            while (more) {
                complete();
                Notice notice = notices.poll();
                DrivenStream stream = notice == null ? roomy.poll() : null;
                if (notice != null) {
                    deliver(notice);
                } else if (stream != null) {
                    room(stream);
                } else {
                    more = questions.areOpen() && questions.look(now.get());
                }
            }
        } finally {
            settling = false;
        }
    }

    private void complete() {
        for (Done each = completed.poll(); each != null; each = completed.poll()) {
            try {
                each.completion.completed(each.failure);
            } catch (RuntimeException e) {
                ChannelDriver.LOG.log(
                        Level.ERROR, "The application has failed on the end of a write", e);
            }
        }
    }

    private void room(DrivenStream stream) {
        try {
            stream.room();
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    private void deliver(Notice notice) {
        DrivenStream stream = notice.streamId() == 0 ? null : streams.get(notice.streamId());
        try {
            if (stream != null) {
                deliver(stream, notice);
            } else if (notice instanceof Notice.Request request) {
                open(request);
            } else {
                tell(notice);
            }
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    private void open(Notice.Request request) {
        DrivenStream stream = new DrivenStream(driver, request.streamId(), request.head());
        streams.put(request.streamId(), stream);
        try {
            StreamListener to = listener.request(stream, request.head());
            stream.listen(to);
            if (request.endStream()) {
                to.inputEnded(FieldSection.EMPTY);
            }
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    private void deliver(DrivenStream stream, Notice notice) {
        StreamListener to = stream.listener();
        switch (notice) {
            case Notice.Data data -> {
                if (to == null) {
                    stream.consumed(data.octets().length());
                } else {
                    if (!data.octets().isEmpty()) {
                        to.data(data.octets());
                    }
                    if (data.endStream()) {
                        to.inputEnded(FieldSection.EMPTY);
                    }
                }
            }
            case Notice.Trailers trailers -> {
                if (to != null) {
                    to.inputEnded(trailers.fields());
                }
            }
            case Notice.Extension frame -> {
                if (to != null) {
                    to.extension(frame.type(), frame.flags(), frame.payload());
                }
            }
            case Notice.Ended ended -> {
                streams.remove(stream.id());
                stream.over(ended.end() instanceof End.Complete);
                complete();
                if (to == null) {
                    stream.released();
                } else {
                    to.closed(ended.end());
                }
            }
            default -> tell(notice);
        }
    }

    private void tell(Notice notice) {
        switch (notice) {
            case Notice.PeerSettings settings -> listener.peerSettings(settings.settings());
            case Notice.Pong pong -> questions.came(pong);
            case Notice.Pinged ping -> listener.pinged(ping.opaque().toByteBuffer().getLong());
            case Notice.GoAway goAway -> listener.goAway(goAway);
            case Notice.Fault fault ->
                    listener.fault(fault.streamId(), fault.code(), fault.reason());
            case Notice.Closed over -> {
                closed = true;
                questions.over(over.reason());
                complete();
                listener.closed(over);
            }
            default -> {}
        }
    }

    /** The application has thrown: that costs the stream. */
    private static void broken(@Nullable DrivenStream stream, RuntimeException e) {
        ChannelDriver.LOG.log(Level.ERROR, "The application has failed on " + stream, e);
        if (stream != null) {
            stream.reset(ErrorCode.INTERNAL_ERROR, Completion.IGNORED);
        }
    }
}
