package dev.stillframe.h2.fuzz;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/** Heads to choose from: good, unusual, malformed and large ones. */
final class Book {
    private static final String LONG = "x".repeat(9000);

    private static final List<FieldSection> PEERS =
            List.of(
                    get(),
                    get("cookie", "a=1", "cookie", "b=2", "priority", "u=1, i"),
                    request("POST", "content-length", "5"),
                    request("POST", "expect", "100-continue", "te", "trailers"),
                    request("HEAD"),
                    request("POST", "content-length", "5", "content-length", "6"),
                    get("x-long", LONG),
                    get("x-long", LONG, "x-long-too", LONG),
                    get("Upper", "case"),
                    get("connection", "close"),
                    get("authorization", "Basic c2VjcmV0"),
                    FieldSection.of(":method", "CONNECT", ":authority", "example.org:443"),
                    FieldSection.of(
                            ":method",
                            "CONNECT",
                            ":protocol",
                            "websocket",
                            ":scheme",
                            "https",
                            ":path",
                            "/chat",
                            ":authority",
                            "example.org"),
                    FieldSection.of(
                            ":method",
                            "OPTIONS",
                            ":scheme",
                            "http",
                            ":path",
                            "*",
                            ":authority",
                            "example.org"),
                    FieldSection.of(":method", "GET", ":scheme", "http"),
                    FieldSection.of("x", "y", ":method", "GET", ":scheme", "http", ":path", "/"),
                    FieldSection.of(":status", "200"),
                    FieldSection.of(":status", "200", "content-length", "5"),
                    FieldSection.of(":status", "100"),
                    FieldSection.of(":status", "103", "link", "</style.css>"),
                    FieldSection.of(":status", "101"),
                    FieldSection.of(":status", "204"),
                    FieldSection.of(":status", "304", "content-length", "5"),
                    FieldSection.of(":status", "20"),
                    FieldSection.of("x-sum", "7"),
                    FieldSection.of(":status", "200", "x-sum", "7", ":path", "/"),
                    many(200),
                    FieldSection.EMPTY);

    private static final List<RequestHead> REQUESTS =
            List.of(
                    RequestHead.get("https", "example.org", "/"),
                    RequestHead.of("POST", "https", "example.org", "/", FieldSection.of("a", "b")),
                    RequestHead.of("HEAD", "https", "example.org", "/", FieldSection.EMPTY),
                    new RequestHead(
                            "CONNECT", null, "example.org:443", null, null, FieldSection.EMPTY),
                    new RequestHead(
                            "CONNECT",
                            "https",
                            "example.org",
                            "/",
                            "websocket",
                            FieldSection.EMPTY),
                    RequestHead.of("GET", "https", "example.org", "/", FieldSection.of("x", LONG)),
                    RequestHead.of(
                            "GET", "https", "example.org", "/", FieldSection.of("Upper", "a")),
                    RequestHead.of(
                            "GET", "https", null, "", FieldSection.of("connection", "close")));

    private static final List<ResponseHead> RESPONSES =
            List.of(
                    ResponseHead.of(200, "content-type", "text/plain"),
                    ResponseHead.of(200, "content-length", "13"),
                    ResponseHead.of(100),
                    ResponseHead.of(103, "link", "</style.css>; rel=preload"),
                    ResponseHead.of(204),
                    ResponseHead.of(304),
                    ResponseHead.of(200, "set-cookie", "id=1", "x-long", LONG + LONG),
                    ResponseHead.of(101),
                    ResponseHead.of(503, "connection", "close"),
                    ResponseHead.of(200, "Upper", "case", "x", "a\r\nb"));

    private Book() {}

    /** How many heads of a peer there are. */
    static int peers() {
        return PEERS.size();
    }

    /** What a peer may send as a head, or as trailers, or should not. */
    static FieldSection peer(int choice) {
        return PEERS.get(choice % PEERS.size());
    }

    /** What our application may ask. */
    static RequestHead request(int choice) {
        return REQUESTS.get(choice % REQUESTS.size());
    }

    /** What our application may answer. */
    static ResponseHead response(int choice) {
        return RESPONSES.get(choice % RESPONSES.size());
    }

    private static FieldSection get(String... more) {
        return request("GET", more);
    }

    private static FieldSection request(String method, String... more) {
        FieldSection section =
                FieldSection.of(
                        ":method",
                        method,
                        ":scheme",
                        "http",
                        ":authority",
                        "example.org",
                        ":path",
                        "/");
        for (int i = 0; i < more.length; i += 2) {
            section = section.plus(more[i], more[i + 1]);
        }
        return section;
    }

    private static FieldSection many(int count) {
        List<Field> fields = new ArrayList<>(get().asList());
        for (int i = 0; i < count; i++) {
            fields.add(new Field("x", String.valueOf(i)));
        }
        return FieldSection.of(fields);
    }
}
