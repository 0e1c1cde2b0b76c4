package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.misbehaving.NegativeCase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What has been passed in this run. With {@code -Dstillframe.regenerate=true} the page is written
 * once the run is over, and only when all was passed that it says.
 */
final class InteropRecord implements BeforeAllCallback {
    private static final Set<String> PASSED = ConcurrentHashMap.newKeySet();

    static void asClient(InteropPeer peer, InteropSetup setup, InteropCase which) {
        PASSED.add(client(peer, setup, which));
    }

    static void asServer(InteropPeer peer, boolean tls, InteropCase which) {
        PASSED.add(server(peer, tls, which));
    }

    static void negative(InteropPeer peer, NegativeCase which) {
        PASSED.add(client(peer, which));
    }

    private static String client(InteropPeer peer, InteropSetup setup, InteropCase which) {
        return peer + " as a client of " + setup + ": " + which;
    }

    private static String server(InteropPeer peer, boolean tls, InteropCase which) {
        return peer + " as a server" + (tls ? " with TLS: " : ": ") + which;
    }

    private static String client(InteropPeer peer, NegativeCase which) {
        return peer + " as a client of a server that misbehaves: " + which;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(InteropRecord.class.getName(), key -> new Writing());
    }

    /** Closed when the run is over. */
    private static final class Writing implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (Boolean.getBoolean("stillframe.regenerate")) {
                assertEquals(List.of(), missing(), "not passed in this run; nothing is written");
                Files.writeString(InteropPage.FILE, InteropPage.written());
            }
        }
    }

    private static List<String> missing() {
        List<String> expected = new ArrayList<>();
        for (InteropPeer peer : InteropPeer.values()) {
            for (InteropSetup setup : InteropSetup.values()) {
                for (InteropCase which : peer.asClient(setup)) {
                    expected.add(client(peer, setup, which));
                }
            }
            for (InteropCase which : peer.asServer()) {
                for (boolean tls : peer.serves()) {
                    expected.add(server(peer, tls, which));
                }
            }
            for (NegativeCase which : peer.negative()) {
                expected.add(client(peer, which));
            }
        }
        expected.removeAll(PASSED);
        return expected;
    }
}
