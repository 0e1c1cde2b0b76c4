package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("calls with several attempts at once (A6, Hedging Policy)")
@Timeout(60)
class HedgedCallsTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    private static final String HEDGES =
            """
            {'methodConfig':[{'name':[{}],'hedgingPolicy':{'maxAttempts':3,
             'hedgingDelay':'0.02s','nonFatalStatusCodes':['UNAVAILABLE']}}]}
            """
                    .replace('\'', '"');

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("another attempt answers in place of one that is slow, which is cancelled")
    void hedging(String style) throws Exception {
        try (Scripted server = new Scripted(Scripted.WAITS, Scripted.ECHOES);
                Channel channel = RetriedCallsTest.channel(server, HEDGES)) {
            Caller.Heard heard = RetriedCallsTest.say(style, channel, PLAIN);
            assertEquals(Status.OK, heard.status());
            assertEquals(List.of("a"), heard.messages());
            assertTrue(server.givenUp.take());
            Book.await("no stream is left", () -> server.server.statistics().streams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("what is streamed goes to each attempt")
    void hedgedStream(String style) throws Exception {
        try (Scripted server = new Scripted(Scripted.WAITS, Scripted.fails(14), Scripted.ECHOES);
                Channel channel = RetriedCallsTest.channel(server, HEDGES)) {
            Caller.Heard heard =
                    Caller.of(style).call(channel, Echoes.JOIN, List.of("a", "b"), PLAIN);
            assertEquals(List.of("a,b"), heard.messages(), heard::toString);
            assertTrue(server.givenUp.take());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a status that is fatal ends the call, and the others with it")
    void fatal(String style) throws Exception {
        try (Scripted server = new Scripted(Scripted.WAITS, Scripted.fails(9));
                Channel channel = RetriedCallsTest.channel(server, HEDGES)) {
            assertEquals(
                    Code.FAILED_PRECONDITION,
                    RetriedCallsTest.say(style, channel, PLAIN).status().code());
            assertTrue(server.givenUp.take());
        }
    }
}
