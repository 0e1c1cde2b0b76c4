package dev.stillframe.h2.connection;

import dev.stillframe.h2.frame.Wire;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9113 section 5.3: the priorities of RFC 7540 are read, and mean nothing. */
class Section53Test {
    private static final int WHOLE = Wire.END_HEADERS | Wire.END_STREAM;

    @Test
    @DisplayName(
            "HEADERS on a stream that depends on itself is an ordinary request (h2spec 5.3.1/1)")
    void headersDependOnThemselves() {
        Script script = Script.server().preface();
        script.send(
                        Wire.of()
                                .priorityHeaders(
                                        1,
                                        script.block(
                                                ":method",
                                                "GET",
                                                ":scheme",
                                                "https",
                                                ":authority",
                                                "a",
                                                ":path",
                                                "/"),
                                        1,
                                        WHOLE))
                .respond(1, 204, true)
                .expect("HEADERS 1 END_STREAM :status=204")
                .expectOpen();
    }

    @Test
    @DisplayName("PRIORITY of a stream that depends on itself is ignored (h2spec 5.3.1/2)")
    void priorityDependsOnItself() {
        Script.server()
                .preface()
                .post(1)
                .forget()
                .send(Wire.of().priority(1, 1))
                .expectNothing()
                .expectToldNothing()
                .respond(1, 204, true)
                .expect("HEADERS 1 END_STREAM :status=204")
                .expectOpen();
    }
}
