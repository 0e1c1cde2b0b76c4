package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.simulator.Happening.Way;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's application, by script. */
final class Asker extends App {
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private final Set<Integer> unanswered = new HashSet<>();
    private @Nullable Lessee lessee;
    private boolean settled;

    /** Who lets streams of this connection, and wants to know what becomes of them. */
    interface Lessee {
        /** The server's settings have come. */
        void settings(int streams);

        /** The request was not begun. */
        void rejected(int id);

        /** The request's stream is over. */
        void ended(Flow flow);

        /** The server has done something wrong, and the connection is ended for it. */
        void ill(String reason);

        /** The server is going away. */
        void going();

        /** The connection is over. */
        void closed();
    }

    void let(Lessee by) {
        lessee = by;
    }

    Asker(boolean folded) {
        super(folded);
    }

    @Override
    void request(int id) {
        Happening.Request script = host().world.request(id);
        boolean head = script.way() == Way.HEAD;
        int up = head ? 0 : script.up();
        FieldSection fields = fields(id, script.fields());
        if (script.length() && up > 0) {
            fields = fields.plus("content-length", String.valueOf(up));
        }
        if (script.urgency() > 0) {
            Priority priority = Priority.of(script.urgency() & 7, script.urgency() > 7);
            fields = fields.plus("priority", priority.fieldValue());
        }
        boolean bodiless = script.way() == Way.HEAD_ONLY || head;
        boolean last = up == 0 && ((script.trailers() & 1) == 0 || bodiless);
        String method = head ? "HEAD" : up == 0 ? "GET" : "POST";
        RequestHead asked =
                switch (script.kind()) {
                    case PLAIN, UPGRADE ->
                            RequestHead.of(method, "http", "example.org", "/" + id, fields);
                    case TUNNEL ->
                            new RequestHead("CONNECT", null, "example.org:80", null, null, fields);
                    case EXTENDED ->
                            new RequestHead(
                                    "CONNECT", "http", "example.org", "/" + id, "chat", fields);
                };
        unanswered.add(id);
        host().tell(new Command.Request(id, asked, last));
    }

    @Override
    void upgrades(int id) {
        unanswered.add(id);
    }

    @Override
    @Nullable String waitsFor() {
        return unanswered.isEmpty() && waiting.isEmpty()
                ? null
                : "requests " + unanswered + " and " + waiting;
    }

    @Override
    void on(Notice notice) {
        switch (notice) {
            case Notice.Started started -> started(started);
            case Notice.Response response -> {
                Flow flow = flow(response.streamId());
                flow.head(
                        response.head().fields(),
                        response.head().isInterim(),
                        response.endStream());
            }
            case Notice.Data data -> flow(data.streamId()).data(data.octets(), data.endStream());
            case Notice.Trailers trailers -> flow(trailers.streamId()).trailers(trailers.fields());
            case Notice.Credit credit -> credit(credit);
            case Notice.Promise promise -> promised(promise);
            case Notice.Ended ended -> {
                Flow flow = flow(ended.streamId());
                flow.ended(ended.end());
                Lessee by = lessee;
                if (by != null && !flow.isPushed()) {
                    by.ended(flow);
                } else if (!flow.isPushed()) {
                    host().world.ended(flow.id, ended.end().getClass().getSimpleName());
                }
                next();
            }
            case Notice.PeerSettings settings -> {
                settled = true;
                if (lessee != null) {
                    lessee.settings(settings.settings().maxConcurrentStreams());
                }
                next();
            }
            case Notice.Rejected rejected -> refused(rejected);
            case Notice.Pong ignored -> pong();
            case Notice.Pinged pinged -> pinged(pinged.opaque());
            case Notice.Extension extension -> extension(extension);
            case Notice.Closed ignored -> {
                giveUpWaiting();
                if (lessee != null) {
                    lessee.closed();
                }
            }
            case Notice.GoAway ignored -> {
                giveUpWaiting();
                if (lessee != null) {
                    lessee.going();
                }
            }
            case Notice.Fault fault -> {
                if (lessee != null && fault.streamId() == 0) {
                    lessee.ill(fault.reason());
                }
            }
            case Notice.Request request -> throw new LawBroken("a client is asked: " + request);
        }
    }

    private void started(Notice.Started started) {
        int id = id(started);
        LawBroken.unless(unanswered.remove(id), () -> host() + ": answered twice: " + started);
        Flow flow = Flow.request(this, started.streamId(), id);
        flows.put(started.streamId(), flow);
        if (!isFolded()) {
            flow.begin();
        }
        if (flow.script.cancel() > 0) {
            host().world.in(flow.script.cancel() * 1000L, () -> cancel(flow));
        }
    }

    private void cancel(Flow flow) {
        if (flow.end == null) {
            host().tell(new Command.Reset(flow.streamId, ErrorCode.CANCEL));
        }
    }

    private void promised(Notice.Promise promise) {
        int id = Integer.parseInt(String.valueOf(promise.head().fields().value(ID)));
        Flow flow = Flow.push(this, promise.promisedId(), id);
        flows.put(promise.promisedId(), flow);
        if (host().weather.oneIn(3)) {
            host().world.in(host().weather.below(500) * 1000L, () -> cancel(flow));
        }
    }

    private void refused(Notice.Rejected rejected) {
        if (rejected.command() instanceof Command.Request request) {
            int id = (int) request.token();
            LawBroken.unless(unanswered.remove(id), () -> host() + ": answered twice: " + rejected);
            Lessee by = lessee;
            if (by != null) {
                by.rejected(id);
            } else if (rejected.reason().contains("MAX_CONCURRENT_STREAMS") || isEarly(request)) {
                waiting.add(id);
            } else {
                LawBroken.unless(!host().link.isWhole(), () -> host() + ": not asked: " + rejected);
                host().world.ended(id, "Rejected");
            }
        }
        rejected(rejected.command());
    }

    /** Whether the server's settings have to come first (RFC 8441 section 3). */
    private boolean isEarly(Command.Request request) {
        return request.head().protocol() != null && !settled;
    }

    /** No stream is opened here any more. */
    private void giveUpWaiting() {
        waiting.forEach(id -> host().world.ended(id, "Rejected"));
        waiting.clear();
    }

    /** What had to wait for another stream to end may go now. */
    private void next() {
        for (int free = host().iteration().availableStreams() + 1;
                free > 0 && !waiting.isEmpty();
                free--) {
            request(waiting.remove());
        }
    }
}
