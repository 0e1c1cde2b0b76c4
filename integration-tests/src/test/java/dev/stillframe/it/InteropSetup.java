package dev.stillframe.it;

import dev.stillframe.interop.server.Front;
import dev.stillframe.interop.server.InteropServer;
import dev.stillframe.interop.server.Style;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How our server is set up for others' clients. */
enum InteropSetup {
    PLAIN("standalone, direct style, plain", Front.STANDALONE, Style.DIRECT, false),
    TLS("standalone, machines, TLS", Front.STANDALONE, Style.FOLDED, true),
    JETTY("Jetty, machines, plain", Front.JETTY, Style.FOLDED, false),
    JETTY_TLS("Jetty, direct style, TLS", Front.JETTY, Style.DIRECT, true);

    private final String title;
    private final Front front;
    private final Style style;
    private final boolean secure;

    InteropSetup(String title, Front front, Style style, boolean secure) {
        this.title = title;
        this.front = front;
        this.style = style;
        this.secure = secure;
    }

    boolean isSecure() {
        return secure;
    }

    /**
     * Starts a server on any free port.
     *
     * @param certificate shown where this is with TLS
     */
    InteropServer start(@Nullable SSLContext certificate) throws Exception {
        return InteropServer.start(front, style, 0, secure ? certificate : null);
    }

    @Override
    public String toString() {
        return title;
    }
}
