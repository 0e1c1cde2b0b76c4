package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.attempts.AttemptsEffect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Responses that are whole and not yet read when the call's time is over. What the machine of
 * attempts then wants is done here step by step, with reads between.
 */
@Timeout(60)
class LateReadTest {
    private static final Status LATE = Status.of(Code.DEADLINE_EXCEEDED, "the time is over");

    /** A call whose response has come with its end, and whose head alone was read. */
    private static OpenCall<String, String> answered(Pair pair) throws Exception {
        OpenCall<String, String> call =
                (OpenCall<String, String>) pair.channel().open(Echoes.COUNT, CallOptions.DEFAULT);
        call.send("3");
        call.halfClose();
        call.headers();
        OpenStream<String, String> lead = call.lead();
        assertNotNull(lead);
        Book.await("the response is whole", () -> lead.exchange().ended() != null);
        return call;
    }

    private static void expectLate(OpenCall<String, String> call) {
        RpcException failure = assertThrows(RpcException.class, call::next);
        assertEquals(Code.DEADLINE_EXCEEDED, failure.status().code());
        assertNull(call.trailers());
    }

    @Test
    @DisplayName("messages that are given up for a deadline are not passed over: the call fails")
    void next() throws Exception {
        try (Pair pair = Pair.of(Echoes.direct());
                OpenCall<String, String> call = answered(pair)) {
            assertEquals("1", call.next());
            call.cancel(0);
            assertEquals("2", call.next());
            call.done(AttemptsEffect.NONE, LATE);
            expectLate(call);
        }
    }

    @Test
    @DisplayName("who only waits for a message hears of the deadline as well")
    void awaitNext() throws Exception {
        try (Pair pair = Pair.of(Echoes.direct());
                OpenCall<String, String> call = answered(pair)) {
            call.cancel(0);
            assertTrue(call.awaitNext());
            call.done(AttemptsEffect.NONE, LATE);
            expectLate(call);
        }
    }
}
