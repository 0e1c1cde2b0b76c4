package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The calls on one connection. */
final class ClientStreams implements FoldRunner {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");
    private static final String ENDED = "the connection has ended";

    private volatile @Nullable Link link;
    private final AtomicLong tokens = new AtomicLong();

    /** Those that were told to the connection and have no stream yet. */
    private final Map<Long, Call> pending = new ConcurrentHashMap<>();

    private final Map<Integer, Call> calls = new ConcurrentHashMap<>();
    private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();

    // On the loop.
    private final PriorityQueue<Call> deadlines =
            new PriorityQueue<>(Comparator.comparingLong(call -> call.deadline));

    private final Set<FoldCall<?>> waking = new HashSet<>();

    /** Whose response has ended since the notices were looked at. */
    private final List<Call> answered = new ArrayList<>();

    /** Whether nothing is taken any more. */
    private volatile boolean over;

    /** Before anything else. */
    void link(Link value) {
        link = value;
    }

    private Link link() {
        Link value = link;
        if (value == null) {
            throw new IllegalStateException("no link");
        }
        return value;
    }

    /** Gives a call to the connection. */
    void start(Call call) {
        long token = tokens.incrementAndGet();
        call.given(link());
        pending.put(token, call);
        link().connection().tell(new Command.Request(token, call.head(), call.endsWithHead()));
        if (over && pending.remove(token) != null) {
            call.owner.rejected(call, ENDED);
        }
    }

    /** The connection is gone, and all that it had to say was heard. On the loop. */
    void over() {
        over = true;
        for (Long token : pending.keySet()) {
            Call call = pending.remove(token);
            if (call != null) {
                call.owner.rejected(call, ENDED);
            }
        }
    }

    @Override
    public void on(Notice notice) {
        boolean urgent = true;
        if (notice instanceof Notice.Started started) {
            Call call = pending.remove(started.token());
            if (call != null) {
                calls.put(started.streamId(), call);
                call.opened(link().connection(), started.streamId());
                urgent = call.deadline != Long.MAX_VALUE || call instanceof FoldCall<?>;
            }
        }
        notices.add(notice);
        if (urgent && !link().transport().loop().isCurrent()) {
            link().transport().leaveTurn(false);
        }
    }

    @Override
    public boolean run(Http2Connection connection) {
        boolean ran = false;
        for (Notice notice = notices.poll(); notice != null; notice = notices.poll()) {
            guarded(notice, connection);
            ran = true;
        }
        early();
        if (!waking.isEmpty()) {
            ran |= wake(connection);
        }
        if (!deadlines.isEmpty()) {
            long now = System.nanoTime();
            for (Call call = deadlines.peek();
                    call != null && call.deadline <= now;
                    call = deadlines.peek()) {
                deadlines.remove();
                call.deadlinePassed();
                ran = true;
            }
        }
        return ran;
    }

    /** What goes wrong with one notice is no reason to lose those behind it. */
    private void guarded(Notice notice, Http2Connection connection) {
        try {
            tell(notice, connection);
        } catch (RuntimeException | Error e) {
            Call call = calls.get(notice.streamId());
            if (call == null) {
                LOG.log(Level.ERROR, "A client has failed on " + notice, e);
            } else {
                call.thrown(e);
            }
        }
    }

    private boolean wake(Http2Connection connection) {
        boolean ran = false;
        long now = System.nanoTime();
        for (FoldCall<?> call : List.copyOf(waking)) {
            if (call.wakeAt() <= now) {
                call.run(connection);
                ran = true;
            }
        }
        return ran;
    }

    /** A fold wants to be called later, or not any more. On the loop. */
    void wakes(FoldCall<?> call, boolean later) {
        if (later) {
            waking.add(call);
        } else {
            waking.remove(call);
        }
    }

    private void tell(Notice notice, Http2Connection connection) {
        switch (notice) {
            case Notice.Started started -> {
                Call call = calls.get(started.streamId());
                if (call != null) {
                    if (call.deadline != Long.MAX_VALUE) {
                        deadlines.add(call);
                    }
                    call.told(started, connection);
                }
            }
            case Notice.Ended ended -> {
                Call call = calls.remove(ended.streamId());
                if (call != null) {
                    if (call.deadline != Long.MAX_VALUE) {
                        deadlines.remove(call);
                    }
                    call.ended(ended.end());
                } else {
                    link().ended(ended.streamId());
                }
            }
            case Notice.Rejected rejected -> rejected(rejected, connection);
            case Notice.Promise promise -> promised(promise, connection);
            case Notice.PeerSettings settings -> link().settings(settings.settings());
            case Notice.Pong pong -> link().pong(pong);
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.GoAway goAway -> link().goAway(goAway);
            case Notice.Closed closed -> link().over(closed);
            case Notice.Fault fault -> link().fault(fault);
            case Notice.Request ignored -> {}
            case Notice.Response response -> pass(response, connection);
            case Notice.Data data -> pass(data, connection);
            case Notice.Trailers trailers -> pass(trailers, connection);
            case Notice.Credit credit -> pass(credit, connection);
        }
    }

    private void pass(Notice notice, Http2Connection connection) {
        Call call = calls.get(notice.streamId());
        if (call != null) {
            call.told(notice, connection);
            if (endsMessage(notice)) {
                answered.add(call);
            }
        } else if (notice instanceof Notice.Data data) {
            // Nobody's, as the answer to an upgrade is: others need the connection's window.
            connection.consumed(data.streamId(), data.octets().length());
        }
    }

    private static boolean endsMessage(Notice notice) {
        return notice instanceof Notice.Response response && response.endStream()
                || notice instanceof Notice.Data data && data.endStream()
                || notice instanceof Notice.Trailers;
    }

    /**
     * All that came with the ends of these responses was told: where the request had ended before,
     * the stream has as well.
     */
    private void early() {
        if (!answered.isEmpty()) {
            for (Call call : answered) {
                if (calls.get(call.streamId()) == call && !call.isCancelled()) {
                    call.early();
                }
            }
            answered.clear();
        }
    }

    private void rejected(Notice.Rejected rejected, Http2Connection connection) {
        switch (rejected.command()) {
            case Command.Request request -> {
                Call call = pending.remove(request.token());
                if (call != null) {
                    call.owner.rejected(call, rejected.reason());
                }
            }
            case Command.Data data -> reject(data.streamId(), rejected, connection);
            case Command.Trailers trailers -> reject(trailers.streamId(), rejected, connection);
            case Command.Ping ping -> link().lost(ping.opaque(), rejected.reason());
            case Command.Respond ignored -> {}
            case Command.Want ignored -> {}
            case Command.Reset ignored -> {}
            case Command.Push ignored -> {}
            case Command.Reprioritize ignored -> {}
            case Command.Extension ignored -> {}
            case Command.Change ignored -> {}
            case Command.Shutdown ignored -> {}
        }
    }

    /** A part of a request is not sent, though its stream goes on: it would never end. */
    private void reject(int streamId, Notice.Rejected rejected, Http2Connection connection) {
        Call call = calls.get(streamId);
        if (call instanceof FoldCall<?> fold) {
            fold.on(rejected, connection);
        } else if (call != null) {
            call.fail(Failure.REFUSED, rejected.reason(), null);
        }
    }

    private void promised(Notice.Promise promise, Http2Connection connection) {
        Call parent = calls.get(promise.streamId());
        DirectCall pushed =
                parent == null || parent.request.push() == null
                        ? null
                        : DirectCall.promised(link(), parent, promise.head());
        if (pushed == null) {
            connection.tell(new Command.Reset(promise.promisedId(), ErrorCode.CANCEL));
            return;
        }
        calls.put(promise.promisedId(), pushed);
        pushed.accept(promise);
    }

    @Override
    public long wakeAt() {
        Call first = deadlines.peek();
        long due = first == null ? Long.MAX_VALUE : first.deadline;
        for (FoldCall<?> call : waking) {
            due = Math.min(due, call.wakeAt());
        }
        return due;
    }
}
