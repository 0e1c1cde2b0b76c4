package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.grpc.compat.StillframeChannelBuilder;
import dev.stillframe.grpc.compat.StillframeServerBuilder;
import dev.stillframe.interop.Payloads;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;
import io.grpc.census.InternalCensusTracingAccessor;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.BetweenBoth;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;

/**
 * What grpc-java demands of each of its own transports, by its own service and its own stubs, over
 * the bridge: at the server, at the client, at both.
 */
@DisplayName("grpc-java's AbstractInteropTest, over the bridge")
class BridgeInteropTest {
    /** They give a server one second to hear that its client has gone. */
    private static final Set<String> HASTY = Set.of("cancelAfterFirstResponse");

    /** What builders of grpc-java's own add by themselves where its census is there. */
    private static final ServerStreamTracer.Factory TRACING =
            InternalCensusTracingAccessor.getServerStreamTracerFactory();

    private static StillframeServerBuilder ourServer() {
        return StillframeServerBuilder.forPort(0).maxInboundMessageSize(Payloads.MOST);
    }

    private static StillframeChannelBuilder ourChannel(int port) {
        return StillframeChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(Payloads.MOST);
    }

    /** Its service on our server, by its channel. */
    public static final class OurServer extends BetweenBoth {
        @Override
        protected ServerBuilder<?> getServerBuilder() {
            return ourServer()
                    .addStreamTracerFactory(createCustomCensusTracerFactory())
                    .addStreamTracerFactory(TRACING);
        }

        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            NettyChannelBuilder builder =
                    NettyChannelBuilder.forAddress("127.0.0.1", port())
                            .usePlaintext()
                            .maxInboundMessageSize(Payloads.MOST);
            InternalNettyChannelBuilder.setStatsEnabled(builder, false);
            return builder.intercept(createCensusStatsClientInterceptor());
        }
    }

    /** Its stubs on our channel, to its server. */
    public static final class OurChannel extends BetweenBoth {
        @Override
        protected ServerBuilder<?> getServerBuilder() {
            NettyServerBuilder builder =
                    NettyServerBuilder.forPort(0, InsecureServerCredentials.create())
                            .maxInboundMessageSize(Payloads.MOST);
            InternalNettyServerBuilder.setStatsEnabled(builder, false);
            return builder.addStreamTracerFactory(createCustomCensusTracerFactory());
        }

        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            return ourChannel(port())
                    .intercept(
                            createCensusStatsClientInterceptor(),
                            InternalCensusTracingAccessor.getClientInterceptor());
        }

        /**
         * A channel of ours calls over a pool, and neither it nor its calls say over which
         * connection: so a stub is told no addresses.
         */
        @Override
        @org.junit.Test
        public void getServerAddressAndLocalAddressFromClient() {
            assertNull(obtainRemoteServerAddr());
            assertNull(obtainLocalClientAddr());
        }
    }

    /** Its stubs and its service, and nothing else of it. */
    public static final class Both extends BetweenBoth {
        @Override
        protected ServerBuilder<?> getServerBuilder() {
            return ourServer()
                    .addStreamTracerFactory(createCustomCensusTracerFactory())
                    .addStreamTracerFactory(TRACING);
        }

        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            return ourChannel(port())
                    .intercept(
                            createCensusStatsClientInterceptor(),
                            InternalCensusTracingAccessor.getClientInterceptor());
        }

        /** As for {@link OurChannel}. */
        @Override
        @org.junit.Test
        public void getServerAddressAndLocalAddressFromClient() {
            assertNull(obtainRemoteServerAddr());
            assertNull(obtainLocalClientAddr());
        }
    }

    static Stream<Arguments> tests() {
        return Stream.of(OurServer.class, OurChannel.class, Both.class)
                .flatMap(
                        suite ->
                                Arrays.stream(AbstractInteropTest.class.getMethods())
                                        .filter(m -> m.isAnnotationPresent(org.junit.Test.class))
                                        .map(Method::getName)
                                        .sorted()
                                        .map(name -> Arguments.of(suite, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("tests")
    @Timeout(120)
    void passes(Class<? extends AbstractInteropTest> suite, String test) {
        Result result = new JUnitCore().run(Request.method(suite, test));
        for (int i = 0; i < 4 && !result.wasSuccessful() && HASTY.contains(test); i++) {
            result = new JUnitCore().run(Request.method(suite, test));
        }
        assertEquals(List.of(), result.getFailures());
        assertEquals(1, result.getRunCount());
        assertEquals(0, result.getIgnoreCount() + result.getAssumptionFailureCount());
    }
}
