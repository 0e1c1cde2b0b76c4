package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.direct.Exchange;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** An exchange's content as a stream. */
final class ContentInput extends InputStream {
    private final Exchange exchange;
    private Octets rest = Octets.EMPTY;
    private boolean ended;

    ContentInput(Exchange exchange) {
        this.exchange = exchange;
    }

    private boolean hasMore() throws IOException {
        if (rest.isEmpty() && !ended) {
            Octets next = exchange.read();
            ended = next == null;
            rest = next == null ? Octets.EMPTY : next;
        }
        return !rest.isEmpty();
    }

    @Override
    public int read() throws IOException {
        if (!hasMore()) {
            return -1;
        }
        int octet = rest.at(0);
        rest = rest.from(1);
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, rest.length());
        rest.copyTo(0, target, offset, count);
        rest = rest.from(count);
        return count;
    }

    @Override
    public int available() {
        return rest.length();
    }
}
