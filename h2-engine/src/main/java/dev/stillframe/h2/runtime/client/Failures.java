package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.ClientException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why the last connections that could not be opened could not. */
final class Failures {
    private static final int MOST = 256;

    private final Map<Integer, ClientException> last =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, ClientException> eldest) {
                    return size() > MOST;
                }
            };

    synchronized void put(int connection, ClientException cause) {
        last.put(connection, cause);
    }

    synchronized @Nullable ClientException of(int connection) {
        return last.get(connection);
    }
}
