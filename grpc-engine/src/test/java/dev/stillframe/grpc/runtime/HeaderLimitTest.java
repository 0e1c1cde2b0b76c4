package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on metadata, 8 KiB suggested: names and values and 32 more for each field. */
@Timeout(60)
class HeaderLimitTest {
    private static final int SUGGESTED = 8192;

    /** Name, value and 32 more. */
    private static int size(String... fields) {
        int size = 0;
        for (int i = 0; i < fields.length; i++) {
            size += fields[i].length() + 16;
        }
        return size;
    }

    /** Fields of exactly this size together, 33 or more. */
    private static String[] filler(int size, SplittableRandom random) {
        int count = 1 + random.nextInt(Math.min(40, size / 40));
        String[] fields = new String[2 * count];
        int left = size - 34 * count;
        for (int i = 0; i < count; i++) {
            int value = i == count - 1 ? left : random.nextInt(left / (count - i) + 1);
            fields[2 * i] = "k" + (char) ('a' + i % 26);
            fields[2 * i + 1] = "v".repeat(value);
            left -= value;
        }
        return fields;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A request's head over the limit ends its call alone, with RESOURCE_EXHAUSTED")
    void requests(Style style) throws Exception {
        int rest =
                size(":method", "POST", ":scheme", "http", ":authority", "a")
                        + size(":path", "/t.T/Unary", "te", "trailers")
                        + size("content-type", "application/grpc");
        assertEquals(SUGGESTED, ServiceOptions.DEFAULT.maxMetadata());
        try (Served served = Served.of(style)) {
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < 200; i++) {
                int over = i < 3 ? i - 1 : random.nextInt(-2000, 2000);
                String[] fields = filler(SUGGESTED - rest + over, random);
                int call = served.peer.call("/t.T/Unary", fields);
                if (over <= 0) {
                    served.peer.last(call, Texts.frames("a"));
                    served.expect(
                            "HEADERS " + call + HEAD,
                            "DATA " + call + " [a]",
                            "HEADERS " + call + " END_STREAM grpc-status=0");
                    served.book.next();
                } else {
                    served.expect(
                            "HEADERS "
                                    + call
                                    + ALONE
                                    + " grpc-status=8 grpc-message=the head has "
                                    + (SUGGESTED + over)
                                    + " octets, more than 8192",
                            "RST_STREAM " + call + " NO_ERROR");
                }
            }
            served.expectIdle();
        }
    }

    @ParameterizedTest
    @CsvSource({"blocking, 100", "direct, 100", "folded, 100", "blocking, 20000"})
    @DisplayName("The limit can be another one; over HTTP/2's own a call ends with 431's status")
    void another(String caller, int most) throws Exception {
        ServiceOptions options = ServiceOptions.DEFAULT.takingMetadata(most);
        try (Server server = Pair.serve(Echoes.direct(), options);
                Channel channel = Pair.to(server).open()) {
            Metadata much = Metadata.of("k", "v".repeat(most));
            CallOptions large = CallOptions.DEFAULT.with(much);
            Status status = RetriedCallsTest.say(caller, channel, large).status();
            assertEquals(most == 100 ? Code.RESOURCE_EXHAUSTED : Code.UNKNOWN, status.code());
            assertTrue(
                    status.message().contains(most == 100 ? "more than 100" : "431"), "" + status);
            assertEquals(1, server.statistics().accepted());
        }
    }

    /** Answers as it is asked, with as much as it is asked for. */
    private static void answer(ServerExchange exchange) throws IOException {
        while (exchange.read() != null) {
            // The request comes first: its end is no part of this.
        }
        String[] asked = exchange.request().fields().value("k").split(" ");
        int octets = Integer.parseInt(asked[1]);
        String type = "application/grpc";
        switch (asked[0]) {
            case "head" -> {
                int rest = size(":status", "200", "content-type", type);
                exchange.respond(
                        ResponseHead.of(200, "content-type", type, "k", value(octets - rest)),
                        Texts.frames("a"),
                        FieldSection.of("grpc-status", "0"));
            }
            case "trailers" -> {
                int rest = size("grpc-status", "0");
                exchange.respond(
                        ResponseHead.of(200, "content-type", type),
                        Texts.frames("a"),
                        FieldSection.of("grpc-status", "0", "k", value(octets - rest)));
            }
            default -> {
                int rest = size(":status", "200", "content-type", type, "grpc-status", "5");
                String much = value(octets - rest);
                exchange.respond(
                        ResponseHead.of(200, "content-type", type, "grpc-status", "5", "k", much),
                        Octets.EMPTY);
            }
        }
    }

    private static String value(int field) {
        return "v".repeat(field - 33);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("Response-Headers, Trailers, Trailers-Only: over the limit, only their call ends")
    void responses(String caller) throws Exception {
        DirectHandler answers = HeaderLimitTest::answer;
        Limits limits = Limits.DEFAULT.toBuilder().maxHeaderListSize(SUGGESTED).build();
        try (Scripted server = new Scripted(answers);
                Channel channel =
                        Pair.to(server.target())
                                .client(
                                        Client.builder()
                                                .limits(limits)
                                                .drain(Duration.ofMillis(100))
                                                .build())
                                .open()) {
            for (String part : new String[] {"head", "trailers", "alone"}) {
                for (int over = -1; over <= 1; over++) {
                    Metadata asks = Metadata.of("k", part + " " + (SUGGESTED + over));
                    CallOptions options = CallOptions.DEFAULT.with(asks);
                    Code code = RetriedCallsTest.say(caller, channel, options).status().code();
                    Code fine = part.equals("alone") ? Code.NOT_FOUND : Code.OK;
                    assertEquals(over > 0 ? Code.RESOURCE_EXHAUSTED : fine, code, part + over);
                }
            }
            assertEquals(1, server.server.statistics().accepted());
        }
    }
}
