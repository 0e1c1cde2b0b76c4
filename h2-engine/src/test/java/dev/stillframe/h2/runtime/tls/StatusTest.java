package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the engine answers, and however often, a call of the session comes to an end. */
@DisplayName("An engine that always answers the same")
class StatusTest {
    /** A record of application data, as far as one sees from outside. */
    private static final byte[] RECORD = {23, 3, 3, 0, 1, 0};

    static Stream<HandshakeStatus> every() {
        return Stream.of(HandshakeStatus.values());
    }

    private static List<SSLEngineResult> results() {
        List<SSLEngineResult> results = new ArrayList<>();
        for (Status status : Status.values()) {
            for (HandshakeStatus next : HandshakeStatus.values()) {
                results.add(StubbornEngine.nothing(status, next));
            }
        }
        return results;
    }

    @ParameterizedTest
    @MethodSource("every")
    @DisplayName("does not hold a call of the session, whichever answers it gives")
    void everyAnswer(HandshakeStatus now) {
        int ends = 0;
        for (SSLEngineResult wrapped : results()) {
            for (SSLEngineResult unwrapped : results()) {
                End end = new End(new StubbornEngine(now, wrapped, unwrapped));
                end.begin().receive(RECORD).receive(RECORD).receive(RECORD);
                if (end.tls.isEstablished()) {
                    end.write("data");
                }
                end.step(end.tls::closeOutput).step(end.tls::endOfInput);
                String told = end.told.toString();
                assertTrue(Collections.frequency(end.told, "closed") <= 1, told);
                assertTrue(Collections.frequency(end.told, "established h2") <= 1, told);
                assertTrue(end.failure != null || end.told.contains("closed"), told);
                ends++;
            }
        }
        assertEquals(results().size() * results().size(), ends);
    }
}
