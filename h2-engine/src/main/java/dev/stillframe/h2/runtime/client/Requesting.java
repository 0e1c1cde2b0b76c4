package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Requester;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.h2.message.Malformed;
import dev.stillframe.h2.message.RequestRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The styles in which requests can be sent, over whatever gives them connections. */
abstract class Requesting implements Requester, Call.Owner {
    private final Http2Engine engine;
    private final int maxContent;

    Requesting(Http2Engine engine, int maxContent) {
        this.engine = engine;
        this.maxContent = maxContent;
    }

    /** Gives the call a connection, sooner or later, or fails it. */
    abstract void begin(Call call);

    private void check(Request request) throws ClientException {
        Malformed wrong = RequestRules.outgoing(request.head());
        if (wrong != null) {
            throw new ClientException(Failure.REFUSED, request.endpoint(), wrong.reason(), null);
        }
    }

    @Override
    public Response send(Request request) throws IOException {
        check(request);
        CollectCall call = new CollectCall(request, this, maxContent);
        begin(call);
        try {
            return call.future.get();
        } catch (InterruptedException e) {
            call.future.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted; the request was given up");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** With the caller's trace, and the loop's as its cause. */
    private static IOException rethrown(Throwable cause) {
        if (cause instanceof ClientException failed) {
            return failed.again();
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    @Override
    public CompletionStage<Response> sendAsync(Request request) {
        CollectCall call = new CollectCall(request, this, maxContent);
        try {
            check(request);
        } catch (ClientException e) {
            call.failed(e);
            return call.future;
        }
        begin(call);
        return call.future;
    }

    @Override
    public ClientExchange exchange(Request request) throws IOException {
        check(request);
        DirectCall call = new DirectCall(request, this);
        begin(call);
        try {
            call.stream.awaitBegun();
        } catch (IOException e) {
            call.stream.reset(ErrorCode.CANCEL);
            throw e;
        }
        return call.stream;
    }

    @Override
    public <C> CompletionStage<Outcome<C>> fold(Request request, Fold<C> fold) {
        FoldCall<C> call = new FoldCall<>(request, this, engine, fold);
        CompletableFuture<Outcome<C>> outcome = call.future;
        try {
            check(request);
        } catch (ClientException e) {
            call.failed(e);
            return outcome;
        }
        begin(call);
        return outcome;
    }
}
