package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Calling.Over;
import java.io.IOException;

/** What goes of a call in direct style: by one thread at a time. */
final class Requests<I, O> {
    private final OpenCall<I, O> call;
    private final Responses<I, O> responses;
    private int given;
    private boolean plain;
    private volatile boolean halfClosed;

    Requests(OpenCall<I, O> call, Responses<I, O> responses) {
        this.call = call;
        this.responses = responses;
    }

    void compressing(boolean compress) {
        plain = !compress;
    }

    boolean isHalfClosed() {
        return halfClosed;
    }

    void send(I request) throws RpcException {
        if (halfClosed) {
            throw new IllegalStateException(
                    "a request behind the last one of " + call.asking().method());
        }
        if (given > 0 && !call.asking().method().kind().clientStreams()) {
            throw new IllegalStateException("a second request of " + call.asking().method());
        }
        if (call.isOver()) {
            throw unsent();
        }
        Octets frame;
        try {
            frame = call.asking().frame(call.around().request(request), plain);
        } catch (UncheckedRpcException e) {
            throw e.getCause();
        }
        call.trials().buffered(frame.length());
        given = call.outgoing().add(frame);
        push(given);
    }

    /** Sees to it that so much has been sent by some attempt. */
    private void push(int count) throws RpcException {
        while (!isSent(count)) {
            if (call.isOver()) {
                throw unsent();
            }
            OpenStream<I, O> own = call.callers();
            OpenStream<I, O> is = call.lead();
            if (OpenStream.isAtWork(own)) {
                try {
                    own.send();
                } catch (IOException e) {
                    responses.settle(own, e);
                }
            } else if (is != null && is.isBroken()) {
                responses.settle(is, null);
            } else {
                call.await(() -> call.isOver() || isSent(count) || isBroken());
            }
        }
    }

    private boolean isBroken() {
        OpenStream<I, O> is = call.lead();
        return is != null && is.isBroken();
    }

    private boolean isSent(int count) {
        OpenStream<I, O> is = call.lead();
        if (is != null) {
            return is.sent() >= count;
        }
        for (OpenStream<I, O> stream : call.streams()) {
            if (!stream.isOver() && stream.sent() >= count) {
                return true;
            }
        }
        return false;
    }

    /** Why a request was not sent. */
    private RpcException unsent() {
        Over end = call.over();
        return end == null || end.status().isOk()
                ? new RpcException(
                        Code.CANCELLED, "the server has ended the call and takes no more requests")
                : new RpcException(end.status(), end.trailers());
    }

    void halfClose() throws RpcException {
        if (!halfClosed) {
            halfClosed = true;
            call.outgoing().end();
            OpenStream<I, O> own = call.callers();
            if (OpenStream.isAtWork(own)) {
                try {
                    own.send();
                } catch (IOException e) {
                    responses.settle(own, e);
                    if (call.isOver()) {
                        throw unsent();
                    }
                }
            }
        }
    }
}
