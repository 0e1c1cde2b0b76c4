package dev.stillframe.workbench.undertow;

import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.tls.Identity;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.xnio.Options;

/** An Undertow server with the reference application. */
final class UndertowServer implements Serving {

    private static final String ANY_ADDRESS = "0.0.0.0";

    static {
        // Its logging does not look for SLF4J by itself unless a certain back end is there.
        System.setProperty("org.jboss.logging.provider", "slf4j");
    }

    private final Undertow server;
    private final GracefulShutdownHandler application;
    private final boolean secure;

    private UndertowServer(Listening listening) throws GeneralSecurityException {
        application = Handlers.gracefulShutdown(new UndertowReference());
        Undertow.Builder builder =
                Undertow.builder()
                        .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                        // A body of any size, as with the other fronts.
                        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                        .setSocketOption(Options.BACKLOG, Tuning.BACKLOG)
                        .setHandler(application)
                        .addHttpListener(listening.port(), ANY_ADDRESS);
        Listening.Tls tls = listening.tls();
        secure = tls != null;
        if (tls != null) {
            builder.addHttpsListener(tls.port(), ANY_ADDRESS, context(tls.identity()));
        }
        server = builder.build();
    }

    static UndertowServer start(Listening listening) throws GeneralSecurityException {
        var started = new UndertowServer(listening);
        started.server.start();
        return started;
    }

    @Override
    public int port() {
        return port(0);
    }

    @Override
    public int tlsPort() {
        return secure ? port(1) : NO_PORT;
    }

    @Override
    public void close() {
        application.shutdown();
        try {
            application.awaitShutdown(Tuning.DRAIN.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    private int port(int listener) {
        return ((InetSocketAddress) server.getListenerInfo().get(listener).getAddress()).getPort();
    }

    private static SSLContext context(Identity identity) throws GeneralSecurityException {
        char[] password = "in memory only".toCharArray();
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity.keyStore(password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
