package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.server.InteropServer;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;

/** What grpc-java demands of each of its own transports, by its channel on Netty and our server. */
@DisplayName("grpc-java's AbstractInteropTest, with our server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropGrpcJavaSuiteTest {
    /** Plain ones; it has nothing of its own about TLS. */
    private static final List<InteropSetup> SETUPS =
            List.of(InteropSetup.PLAIN, InteropSetup.JETTY);

    /** Tests that look into a server of grpc-java's, and pass over any other. */
    private static final Set<String> WITHIN_ITS_SERVER =
            Set.of("censusContextsPropagated", "sendsTimeoutHeader");

    private final Map<InteropSetup, InteropServer> servers = new EnumMap<>(InteropSetup.class);

    /** JUnit 4 makes it, so what it needs is not given to it. */
    private static volatile int port;

    /** Made anew for each test. */
    public static final class AgainstOurs extends AbstractInteropTest {
        @Override
        protected ManagedChannelBuilder<?> createChannelBuilder() {
            NettyChannelBuilder builder =
                    NettyChannelBuilder.forAddress("127.0.0.1", port)
                            .usePlaintext()
                            .flowControlWindow(65 * 1024)
                            .maxInboundMessageSize(Payloads.MOST);
            InternalNettyChannelBuilder.setStatsEnabled(builder, false);
            return builder.intercept(createCensusStatsClientInterceptor());
        }

        /** How long calls take is not what is tried. */
        @Override
        protected int operationTimeoutMillis() {
            return 50_000;
        }
    }

    @BeforeAll
    void start() throws Exception {
        for (InteropSetup setup : SETUPS) {
            servers.put(setup, setup.start(null));
        }
    }

    @AfterAll
    void stop() {
        servers.values().forEach(InteropServer::close);
    }

    static Stream<Arguments> tests() {
        return SETUPS.stream()
                .flatMap(
                        setup ->
                                Arrays.stream(AbstractInteropTest.class.getMethods())
                                        .filter(m -> m.isAnnotationPresent(org.junit.Test.class))
                                        .map(Method::getName)
                                        .filter(name -> !WITHIN_ITS_SERVER.contains(name))
                                        .sorted()
                                        .map(name -> Arguments.of(setup, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("tests")
    @Timeout(120)
    void passes(InteropSetup setup, String test) {
        port = servers.get(setup).port();
        Result result = new JUnitCore().run(Request.method(AgainstOurs.class, test));
        assertEquals(List.of(), result.getFailures());
        assertEquals(1, result.getRunCount());
        assertEquals(0, result.getIgnoreCount() + result.getAssumptionFailureCount());
    }
}
