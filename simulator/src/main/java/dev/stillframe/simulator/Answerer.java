package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.simulator.Happening.Way;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A server's application, by the scripts of the requests. */
final class Answerer extends App {
    /** Pushes whose heads wait for another stream to end. */
    private final ArrayDeque<Flow> waiting = new ArrayDeque<>();

    Answerer(boolean folded) {
        super(folded);
    }

    @Override
    void request(int id) {
        throw new IllegalStateException("a server does not ask");
    }

    @Override
    @Nullable String waitsFor() {
        return null;
    }

    @Override
    void on(Notice notice) {
        switch (notice) {
            case Notice.Request request -> asked(request);
            case Notice.Data data -> flow(data.streamId()).data(data.octets(), data.endStream());
            case Notice.Trailers trailers -> flow(trailers.streamId()).trailers(trailers.fields());
            case Notice.Credit credit -> credit(credit);
            case Notice.Started started -> pushing(started);
            case Notice.Ended ended -> {
                Flow flow = flow(ended.streamId());
                flow.ended(ended.end());
                next();
                if (!flow.isPushed() && !isFolded()) {
                    int later = host().weather.below(2000) * 1000;
                    host().world.in(later, () -> host().released(flow.streamId));
                }
            }
            case Notice.Rejected rejected -> {
                if (rejected.command() instanceof Command.Respond respond) {
                    Flow flow = flow(respond.streamId());
                    if (flow.end == null && flow.isPushed()) {
                        waiting.add(flow);
                    }
                }
                rejected(rejected.command());
            }
            case Notice.Pong ignored -> pong();
            case Notice.Pinged pinged -> pinged(pinged.opaque());
            case Notice.Extension extension -> extension(extension);
            case Notice.PeerSettings ignored -> next();
            case Notice.GoAway ignored -> {}
            case Notice.Closed ignored -> {}
            case Notice.Fault ignored -> {}
            case Notice.Response wrong -> throw new LawBroken("a server is answered: " + wrong);
            case Notice.Promise wrong -> throw new LawBroken("a server is promised: " + wrong);
        }
    }

    private void asked(Notice.Request request) {
        FieldSection fields = request.head().fields();
        int id = Integer.parseInt(String.valueOf(fields.value(ID)));
        Flow flow = Flow.request(this, request.streamId(), id);
        flows.put(request.streamId(), flow);
        flow.head(fields, false, request.endStream());
        Runnable answer = () -> host().world.in(flow.script.think() * 1000L, () -> answer(flow));
        if (isFolded()) {
            return;
        }
        if (flow.script.way() == Way.AFTER_UPLOAD) {
            flow.whenRead(answer);
        } else {
            answer.run();
        }
    }

    private void answer(Flow flow) {
        if (flow.end != null) {
            return;
        }
        if (flow.script.way() == Way.REFUSE) {
            host().tell(new Command.Reset(flow.streamId, ErrorCode.REFUSED_STREAM));
            return;
        }
        host().world.processed(flow.id);
        for (int i = 0; i < flow.script.pushes(); i++) {
            RequestHead head =
                    RequestHead.of("GET", "http", "example.org", "/pushed", fields(flow.id, 0));
            host().tell(new Command.Push(flow.id, flow.streamId, head));
        }
        for (int i = 0; i < flow.script.interims(); i++) {
            ResponseHead interim = ResponseHead.of(i % 2 == 0 ? 103 : 100, "x-i", "" + i);
            host().tell(new Command.Respond(flow.streamId, interim, false));
        }
        host().tell(new Command.Respond(flow.streamId, head(flow), flow.endsWithHead()));
        flow.begin();
        if (flow.endsWithHead() && flow.script.way() == Way.EARLY_STOP) {
            host().tell(new Command.Reset(flow.streamId, ErrorCode.NO_ERROR));
        }
    }

    private static ResponseHead head(Flow flow) {
        FieldSection fields = fields(flow.id, flow.script.fields());
        if (flow.script.length()) {
            boolean head = flow.script.way() == Way.HEAD && !flow.isPushed();
            int length = head ? flow.script.down() : flow.length();
            fields = fields.plus("content-length", String.valueOf(length));
        }
        return new ResponseHead(200, fields);
    }

    private void pushing(Notice.Started started) {
        Flow flow = Flow.push(this, started.streamId(), id(started));
        flows.put(started.streamId(), flow);
        host().world.in(host().weather.below(1000) * 1000L, () -> push(flow));
    }

    /** A push's head may have to wait for another's end; its content follows it. */
    private void push(Flow flow) {
        if (flow.end == null) {
            host().tell(new Command.Respond(flow.streamId, head(flow), flow.endsWithHead()));
            if (flow.endsWithHead()) {
                flow.begin();
            }
            host().world.in(1_000_000, () -> pushed(flow));
        }
    }

    private void next() {
        for (int i = waiting.size(); i > 0; i--) {
            push(waiting.remove());
        }
    }

    private void pushed(Flow flow) {
        if (!waiting.contains(flow) && flow.end == null && !flow.hasBegun()) {
            flow.begin();
        }
    }
}
