package dev.stillframe.simulator;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.nio.ByteBuffer;

/** What HTTP/1.1 says of an upgrade to h2c (RFC 7540 section 3.2). */
final class Upgrade {
    private Upgrade() {}

    /** The payload of HTTP2-Settings: those that could matter to the first response. */
    static Octets settings(Options client) {
        Limits limits = client.limits();
        ByteBuffer payload = ByteBuffer.allocate(18);
        put(payload, 2, client.push() ? 1 : 0);
        put(payload, 4, limits.streamWindow());
        put(payload, 5, limits.maxFrameSize());
        return Octets.wrap(payload.flip());
    }

    private static void put(ByteBuffer payload, int id, int value) {
        payload.putShort((short) id).putInt(value);
    }

    static RequestHead head(int id, Happening.Request script) {
        FieldSection fields = App.fields(id, script.fields());
        String method = script.way() == Happening.Way.HEAD ? "HEAD" : "GET";
        return RequestHead.of(method, "http", "example.org", "/" + id, fields);
    }
}
