package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An engine that always answers the same, and does nothing. */
final class StubbornEngine extends SSLEngine {
    private static final int MOST_CALLS = 1000;

    private static final SSLSession NONE = Wire.server(Fixtures.server("one"), false).getSession();

    private final HandshakeStatus now;
    private final SSLEngineResult wrapped;
    private final SSLEngineResult unwrapped;
    private int calls;

    StubbornEngine(HandshakeStatus now, SSLEngineResult wrapped, SSLEngineResult unwrapped) {
        this.now = now;
        this.wrapped = wrapped;
        this.unwrapped = unwrapped;
    }

    static SSLEngineResult nothing(Status status, HandshakeStatus next) {
        return new SSLEngineResult(status, next, 0, 0);
    }

    private void count() {
        if (++calls > MOST_CALLS) {
            throw new AssertionError("an endless loop");
        }
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int first, int count, ByteBuffer into) {
        count();
        return wrapped;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] into, int first, int count) {
        count();
        return unwrapped;
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        count();
        return now;
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        count();
        return null;
    }

    @Override
    public void closeInbound() {}

    @Override
    public boolean isInboundDone() {
        return false;
    }

    @Override
    public void closeOutbound() {}

    @Override
    public boolean isOutboundDone() {
        count();
        return false;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public SSLSession getSession() {
        return NONE;
    }

    @Override
    public void beginHandshake() {}

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
        return false;
    }

    @Override
    public String getApplicationProtocol() {
        return "h2";
    }
}
