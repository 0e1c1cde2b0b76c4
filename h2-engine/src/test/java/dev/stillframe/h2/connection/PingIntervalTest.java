package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How often a peer may ask whether we are there (gRFC A8, "Server Enforcement"). */
class PingIntervalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Octets PING = Octets.utf8("12345678");

    private static Script answered(Script script) {
        return script.send(Wire.of().ping(false, PING)).expect("PING ACK " + PING).expectOpen();
    }

    private static Script cutOff(Script script) {
        return script.send(Wire.of().ping(false, PING))
                .expect("GOAWAY 1 ENHANCE_YOUR_CALM too_many_pings", "CLOSE")
                .expectClosed();
    }

    /** With one request behind it, and no stream. */
    private static Script idle(UnaryOperator<LimitsBuilder> limits) {
        return Script.server(limits)
                .preface()
                .get(1)
                .respond(1, 204, true)
                .step(new Event.Released(1))
                .forget();
    }

    private static Script busy(UnaryOperator<LimitsBuilder> limits) {
        return Script.server(limits).preface().post(1).forget();
    }

    /** With an interval of a second: every second as long as it likes, then too often. */
    static void permits(UnaryOperator<LimitsBuilder> second) {
        Script script = idle(second);
        for (int i = 0; i < 100; i++) {
            answered(script).after(SECOND);
        }
        answered(script);
        answered(script.after(Duration.ofMillis(999)));
        answered(script);
        cutOff(script);
    }

    @Test
    @DisplayName("The third PING that comes too early ends the connection, whatever comes between")
    void early() {
        Script script = busy(limits -> limits.pingInterval(SECOND));
        answered(script);
        answered(script);
        answered(script.after(HOUR));
        answered(script);
        answered(script.after(HOUR));
        cutOff(script);
    }

    @Test
    @DisplayName("The interval counts from the last PING that was in time")
    void between() {
        Duration half = Duration.ofMillis(500);
        Script script = busy(limits -> limits.pingInterval(SECOND));
        answered(script);
        answered(script.after(half)); // early
        answered(script.after(half));
        answered(script.after(half)); // early
        answered(script.after(half));
        cutOff(script.after(half));
    }

    @Test
    @DisplayName("After HEADERS or DATA a PING may come, as it measures how long they took")
    void measuring() {
        Script script = busy(limits -> limits.pingInterval(HOUR).idlePingInterval(HOUR));
        script.respond(1, 200, false).forget();
        for (int i = 0; i < 100; i++) {
            answered(script);
            answered(script);
            answered(script);
            script.data(1, "x", false).forget();
        }
        for (int i = 0; i < 100; i++) {
            script.get(3 + 2 * i).respond(3 + 2 * i, 204, true).forget();
            answered(script);
            answered(script);
        }
    }

    @Test
    @DisplayName("Without a stream another interval counts, the longer one")
    void streams() {
        UnaryOperator<LimitsBuilder> limits =
                each -> each.pingInterval(SECOND).idlePingInterval(HOUR);
        Script busy = busy(limits);
        for (int i = 0; i < 100; i++) {
            answered(busy).after(SECOND);
        }
        Script idle = idle(limits);
        answered(idle);
        answered(idle.after(SECOND));
        answered(idle.after(SECOND));
        cutOff(idle.after(SECOND));
        Script patient = idle(limits);
        for (int i = 0; i < 100; i++) {
            answered(patient).after(HOUR);
        }
    }

    @Test
    @DisplayName("Nobody is cut off for PINGs unless it was asked for")
    void off() {
        Script script = busy(limits -> limits);
        for (int i = 0; i < 500; i++) {
            answered(script);
        }
    }

    @Test
    @DisplayName("A client's keep-alive is never too early for a server that permits as much")
    void ours() {
        UnaryOperator<LimitsBuilder> asks = limits -> limits.keepAlive(SECOND).idleKeepAlive(HOUR);
        Script client = Exchange.begun(Role.CLIENT, asks).request(Exchange.POST, false).forget();
        Script server = busy(limits -> limits.pingInterval(SECOND).idlePingInterval(HOUR));
        for (int i = 0; i < 100; i++) {
            client.after(SECOND).expect("PING " + Pings.KEEP_ALIVE).expectNothing();
            answered(server);
            client.after(Duration.ofMillis(10)).send(Wire.of().ping(true, Pings.KEEP_ALIVE));
            client.expectNothing();
            server.after(SECOND);
        }
    }

    @Test
    @DisplayName("A stream that begins after long silence brings a PING with it at once")
    void silence() {
        Script script =
                Exchange.begun(Role.CLIENT, limits -> limits.keepAlive(SECOND).idleKeepAlive(HOUR));
        script.request(Exchange.GET, true)
                .headers(1, true, ":status", "204")
                .step(new Event.Released(1))
                .forget()
                .after(SECOND.multipliedBy(60))
                .expectNothing()
                .request(Exchange.POST, false)
                .expectStart("HEADERS 3")
                .expect("PING " + Pings.KEEP_ALIVE)
                .expectNothing();
    }

    @Test
    @DisplayName("A client counts its server's PINGs no other way")
    void client() {
        Script script = Exchange.begun(Role.CLIENT, limits -> limits.pingInterval(SECOND));
        for (int i = 0; i < 3; i++) {
            answered(script);
        }
        script.send(Wire.of().ping(false, PING)).expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM);
    }
}
