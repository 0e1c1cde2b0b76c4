package dev.stillframe.jetty;

import dev.stillframe.api.connection.Limits;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** The only class that knows Jetty's own HTTP/2, which need not be there. */
final class NativeFactories {
    private NativeFactories() {}

    static ConnectionFactory replacement(ConnectionFactory factory) {
        if (!(factory instanceof AbstractHTTP2ServerConnectionFactory replaced)) {
            return factory;
        }
        HttpConfiguration configuration = replaced.getHttpConfiguration();
        Http2ConnectionFactory ours =
                replaced.getProtocols().contains("h2c")
                        ? new Http2CServerConnectionFactory(configuration)
                        : new Http2ServerConnectionFactory(configuration);
        // Its windows do not grow by themselves; ours may grow beyond what it was given.
        Limits limits = ours.getLimits();
        ours.setLimits(
                limits.toBuilder()
                        .maxEncoderTableSize(
                                within(replaced.getMaxEncoderTableCapacity(), 0, 1 << 20))
                        .headerTableSize(within(replaced.getMaxDecoderTableCapacity(), 0, 1 << 20))
                        .connectionWindow(Math.max(65_535, replaced.getInitialSessionRecvWindow()))
                        .streamWindow(Math.max(1, replaced.getInitialStreamRecvWindow()))
                        .maxConcurrentStreams(streams(replaced.getMaxConcurrentStreams()))
                        .maxFrameSize(within(replaced.getMaxFrameSize(), 16_384, 16_777_215))
                        .maxSettingsEntries(Math.max(8, replaced.getMaxSettingsKeys()))
                        .build());
        ours.setConnectProtocolEnabled(replaced.isConnectProtocolEnabled());
        ours.setStreamIdleTimeout(replaced.getStreamIdleTimeout());
        ours.setUseInputDirectByteBuffers(replaced.isUseInputDirectByteBuffers());
        ours.setUseOutputDirectByteBuffers(replaced.isUseOutputDirectByteBuffers());
        ours.setInputBufferSize(replaced.getInputBufferSize());
        return ours;
    }

    private static int within(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    /** Zero and below stand for no limit there. */
    private static int streams(int streams) {
        return streams <= 0 ? Integer.MAX_VALUE : streams;
    }
}
