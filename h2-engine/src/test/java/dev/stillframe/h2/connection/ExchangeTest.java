package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Wire;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Exchanges as they mostly go. */
class ExchangeTest {
    @Test
    @DisplayName("A server's preface is SETTINGS, then the connection's window")
    void serverPreface() {
        Script.server()
                .step()
                .expect("SETTINGS 3=100 6=16384 8=1 9=1", "WINDOW_UPDATE 0 983041")
                .expectNothing();
    }

    @Test
    @DisplayName("A GET is answered with head and content")
    void get() {
        Script script = Script.server().preface().get(1);
        Notice.Request request = script.told(Notice.Request.class);
        assertEquals(RequestHead.get("https", "example.org", "/"), request.head());
        script.respond(1, 200, false, "content-type", "text/plain")
                .data(1, "Hello, World!", true)
                .expect("HEADERS 1 :status=200 content-type=text/plain", "DATA 1 13 END_STREAM")
                .expectNothing()
                .expectTold(new Notice.Ended(1, new End.Complete()))
                .expectToldNothing();
        assertEquals(0, script.state.activeStreams());
    }

    @Test
    @DisplayName("Content goes both ways, with trailers")
    void echo() {
        Script script = Script.server().preface().post(1).send(Wire.of().data(1, "abc", false));
        assertEquals("abc", script.told(Notice.Data.class).octets().utf8());
        script.respond(1, 200, false).data(1, "abc", false).headers(1, true, "checksum", "7");
        assertEquals(FieldSection.of("checksum", "7"), script.told(Notice.Trailers.class).fields());
        script.tell(new Command.Trailers(1, FieldSection.of("sum", "8")))
                .expect("HEADERS 1 :status=200", "DATA 1 3", "HEADERS 1 END_STREAM sum=8");
        assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
    }

    @Test
    @DisplayName("What the windows do not allow waits for WINDOW_UPDATE")
    void waitsForWindow() {
        Script.server()
                .preface(4, 10)
                .get(1)
                .respond(1, 200, false)
                .data(1, "0123456789abcde", true)
                .expect("HEADERS 1 :status=200", "DATA 1 10")
                .expectNothing()
                .send(Wire.of().windowUpdate(1, 3))
                .expect("DATA 1 3")
                .send(Wire.of().settings(4, 12))
                .expect("SETTINGS ACK", "DATA 1 2 END_STREAM");
    }

    @Test
    @DisplayName("A client sends its preface, a request, and gets its response")
    void client() {
        Script script =
                Script.client()
                        .step()
                        .expect("SETTINGS 2=0 3=100 6=16384 9=1", "WINDOW_UPDATE 0 983041")
                        .send(Wire.of().settings().settingsAck())
                        .expect("SETTINGS ACK")
                        .request(RequestHead.get("https", "example.org", "/"), true)
                        .expect(
                                "HEADERS 1 END_STREAM :method=GET :scheme=https :authority=example.org :path=/")
                        .headers(1, false, ":status", "103", "link", "x")
                        .headers(1, false, ":status", "200")
                        .send(Wire.of().data(1, "hi", true));
        assertEquals(new Notice.Started(1, 0), script.told(Notice.Started.class));
        assertEquals(103, script.told(Notice.Response.class).head().status());
        assertEquals(200, script.told(Notice.Response.class).head().status());
        assertEquals(Octets.utf8("hi"), script.told(Notice.Data.class).octets());
        assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
    }

    @Test
    @DisplayName("A malformed request costs its stream and no more")
    void malformed() {
        Script.server()
                .preface()
                .headers(1, true, ":method", "GET", ":scheme", "https", ":path", "/", "Upper", "x")
                .expectBadRequest(1)
                .get(3)
                .respond(3, 204, true)
                .expect("HEADERS 3 END_STREAM :status=204");
    }

    @Test
    @DisplayName("A drain lets streams finish")
    void drain() {
        Script script = Script.server().preface().get(1);
        script.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true))
                .expect("GOAWAY 2147483647 NO_ERROR bye")
                .expectStart("PING")
                .get(3)
                .send(Wire.of().ping(true, Pings.DRAIN))
                .expect("GOAWAY 3 NO_ERROR bye")
                .get(5)
                .expectNothing()
                .respond(1, 204, true)
                .respond(3, 204, true)
                .expect(
                        "HEADERS 1 END_STREAM :status=204",
                        "HEADERS 3 END_STREAM :status=204",
                        "CLOSE")
                .expectClosed();
    }
}
