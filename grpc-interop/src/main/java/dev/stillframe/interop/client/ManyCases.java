package dev.stillframe.interop.client;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.TestServiceRpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Cases of many calls. */
final class ManyCases {
    private ManyCases() {}

    static void calls(Play play) throws RpcException, CaseFailed {
        for (int i = 0; i < play.times(); i++) {
            UnaryCases.large(play.service());
        }
    }

    static void channels(Play play) throws RpcException, CaseFailed {
        for (int i = 0; i < play.times(); i++) {
            try (Channel channel = play.another().get()) {
                UnaryCases.large(new TestServiceRpc.Client(channel, Play.OPTIONS));
            }
        }
    }

    /** All are under way before the first is waited for. */
    static void atOnce(Play play) throws CaseFailed, InterruptedException, ExecutionException {
        SimpleRequest request = UnaryCases.request(UnaryCases.REQUEST, UnaryCases.RESPONSE).build();
        List<CompletableFuture<SimpleResponse>> responses = new ArrayList<>();
        for (int i = 0; i < play.atOnce(); i++) {
            responses.add(play.service().unaryCallAsync(request).toCompletableFuture());
        }
        for (CompletableFuture<SimpleResponse> response : responses) {
            Expect.zeros(response.get().getPayload(), UnaryCases.RESPONSE);
        }
    }
}
