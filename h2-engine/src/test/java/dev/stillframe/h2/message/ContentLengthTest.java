package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.ContentLength.NONE;
import static dev.stillframe.h2.message.ContentLength.NO_CONTENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.h2.message.Malformed.ContentForbidden;
import dev.stillframe.h2.message.Malformed.ContentLengthMismatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("8.1.1 content-length must equal the sum of the DATA frame payload lengths")
class ContentLengthTest {
    private static Arguments row(long expected, long received, Malformed after, Malformed atEnd) {
        return Arguments.of(expected, received, after, atEnd);
    }

    static Stream<Arguments> account() {
        long most = Long.MAX_VALUE;
        return Stream.of(
                row(NONE, 0, null, null),
                row(NONE, most, null, null),
                row(0, 0, null, null),
                row(0, 1, new ContentLengthMismatch(0, 1), new ContentLengthMismatch(0, 1)),
                row(10, 0, null, new ContentLengthMismatch(10, 0)),
                row(10, 9, null, new ContentLengthMismatch(10, 9)),
                row(10, 10, null, null),
                row(10, 11, new ContentLengthMismatch(10, 11), new ContentLengthMismatch(10, 11)),
                row(most, most, null, null),
                row(most, 1, null, new ContentLengthMismatch(most, 1)),
                row(NO_CONTENT, 0, null, null),
                row(NO_CONTENT, 1, new ContentForbidden(1), new ContentForbidden(1)));
    }

    @ParameterizedTest(name = "{0} expected, {1} received")
    @DisplayName("Too much is told at once, too little at the end")
    @MethodSource
    void account(long expected, long received, Malformed after, Malformed atEnd) {
        assertEquals(after, ContentLength.afterData(expected, received));
        assertEquals(atEnd, ContentLength.atEnd(expected, received));
    }

    @ParameterizedTest
    @DisplayName("... unless the message is defined as having no content")
    @CsvSource({
        "GET,200,5,5",
        "GET,200,-1,-1",
        "GET,404,0,0",
        "POST,205,0,0",
        "HEAD,200,5,-2",
        "HEAD,404,-1,-2",
        "GET,204,5,-2",
        "GET,304,5,-2",
        "GET,304,-1,-2",
        "GET,100,5,-1",
        "HEAD,103,5,-1",
        "CONNECT,200,0,-1",
        "CONNECT,204,0,-1",
        "CONNECT,299,7,-1",
        "CONNECT,304,7,-2",
        "CONNECT,407,7,7",
        "GET,999,7,7"
    })
    void response(String method, int status, long announced, long expected) {
        assertEquals(expected, ContentLength.ofResponse(method, status, announced));
    }

    @Test
    @DisplayName("9110 9.3.6 A CONNECT request has no content, but its stream has DATA")
    void request() {
        assertEquals(NONE, ContentLength.ofRequest("CONNECT", 5));
        assertEquals(5, ContentLength.ofRequest("POST", 5));
        assertEquals(NONE, ContentLength.ofRequest("POST", NONE));
        assertNull(ContentLength.atEnd(ContentLength.ofRequest("CONNECT", 5), 99));
    }
}
