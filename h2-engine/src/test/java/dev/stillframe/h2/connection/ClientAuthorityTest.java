package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server may promise only what it is authoritative for (RFC 9113 sections 8.4, 8.4.2 and 10.4).
 * All that the core knows of that is where the request went which the promise comes with.
 */
class ClientAuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "https, example.com",
        "https, www.example.org",
        "https, example.org:8443",
        "http, example.org"
    })
    @Requirement({"9113-8.4-5", "9113-8.4.2-1", "9113-10.4-2"})
    @DisplayName("A promise for which the server is not authoritative: stream error PROTOCOL_ERROR")
    void notAuthoritative(String scheme, String authority) {
        Script script = promised(scheme, authority);
        script.expectReset(2, ErrorCode.PROTOCOL_ERROR).expectNothing();
        Exchange.untold(script, Notice.Promise.class);
        assertEquals(2, script.told(Notice.Fault.class).streamId());
        // Its response may be on its way; it is not used.
        script.headers(2, false, ":status", "200").send(Wire.of().data(2, "pushed", true));
        script.expectNothing().expectToldNothing();
        script.headers(1, true, ":status", "200");
        assertEquals(1, script.told(Notice.Response.class).streamId());
        assertEquals(new Notice.Ended(1, new End.Complete()), script.told(Notice.Ended.class));
        Exchange.alive(script, Role.CLIENT);
    }

    @ParameterizedTest
    @CsvSource({"https, example.org", "https, EXAMPLE.org"})
    @DisplayName("A promise for the origin of its request is accepted")
    void authoritative(String scheme, String authority) {
        Script script = promised(scheme, authority).expectNothing();
        RequestHead head = RequestHead.get(scheme, authority, "/style");
        assertEquals(new Notice.Promise(1, 2, head), script.told(Notice.Promise.class));
        script.headers(2, false, ":status", "200").send(Wire.of().data(2, "pushed", true));
        assertEquals(2, script.told(Notice.Response.class).streamId());
        assertEquals("pushed", script.told(Notice.Data.class).octets().utf8());
    }

    @ParameterizedTest
    @CsvSource({"https, example.org"})
    @DisplayName("What another request's origin is does not count")
    void anotherRequest(String scheme, String authority) {
        Script script = Script.with(Options.of(Role.CLIENT).withPush()).preface();
        script.request(RequestHead.get("https", "example.com", "/"), true)
                .request(RequestHead.get("https", "example.org", "/"), true)
                .forget()
                .send(promise(script, 1, scheme, authority))
                .expectReset(2, ErrorCode.PROTOCOL_ERROR);
        Exchange.untold(script, Notice.Promise.class);
    }

    /** A promise with these comes with a request to https://example.org. */
    private static Script promised(String scheme, String authority) {
        Script script = Script.with(Options.of(Role.CLIENT).withPush()).preface();
        script.request(Exchange.GET, true).forget();
        return script.send(promise(script, 1, scheme, authority));
    }

    private static Octets promise(Script script, int streamId, String scheme, String authority) {
        Octets block =
                script.block(
                        ":method",
                        "GET",
                        ":scheme",
                        scheme,
                        ":authority",
                        authority,
                        ":path",
                        "/style");
        return Wire.of().pushPromise(streamId, 2, block, Wire.END_HEADERS).octets();
    }
}
