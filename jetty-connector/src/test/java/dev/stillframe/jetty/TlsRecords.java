package dev.stillframe.jetty;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a server has sent under TLS 1.2, as far as it is in clear text (RFC 5246 section 6.2.1). */
record TlsRecords(byte[] octets) {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int NAMED_CURVE = 3;

    /** How many records of a handshake there are, whether one can read them or not. */
    int handshakes() {
        int count = 0;
        for (int at = 0; at + 5 <= octets.length; at += 5 + length(at)) {
            count += octets[at] == HANDSHAKE ? 1 : 0;
        }
        return count;
    }

    /** The number of bits of the prime in a ServerKeyExchange with DHE (section 7.4.3). */
    int primeBits() {
        ByteBuffer parameters = keyExchange();
        byte[] prime = new byte[parameters.getShort() & 0xffff];
        parameters.get(prime);
        return new BigInteger(1, prime).bitLength();
    }

    /** The curve's number in a ServerKeyExchange with ECDHE (RFC 8422 section 5.4). */
    int curve() {
        ByteBuffer parameters = keyExchange();
        if (parameters.get() != NAMED_CURVE) {
            throw new AssertionError("not a named curve");
        }
        return parameters.getShort();
    }

    private ByteBuffer keyExchange() {
        ByteArrayOutputStream clear = new ByteArrayOutputStream();
        for (int at = 0; octets[at] != CHANGE_CIPHER_SPEC; at += 5 + length(at)) {
            if (octets[at] == HANDSHAKE) {
                clear.writeBytes(Arrays.copyOfRange(octets, at + 5, at + 5 + length(at)));
            }
        }
        ByteBuffer messages = ByteBuffer.wrap(clear.toByteArray());
        while (true) {
            int head = messages.getInt();
            if (head >>> 24 == SERVER_KEY_EXCHANGE) {
                return messages.slice(messages.position(), head & 0xffffff);
            }
            messages.position(messages.position() + (head & 0xffffff));
        }
    }

    private int length(int at) {
        return (octets[at + 3] & 0xff) << 8 | octets[at + 4] & 0xff;
    }
}
