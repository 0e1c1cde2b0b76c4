package dev.stillframe.grpc.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.grpc.services.health.v1.HealthCheckRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse.ServingStatus;
import dev.stillframe.grpc.services.health.v1.HealthListRequest;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code grpc.health.v1}. */
@Timeout(60)
class HealthTest {
    private final Health health = new Health();
    private final InMemory calls = new InMemory(health.services());

    private static HealthCheckRequest of(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    private ServingStatus check(String service) throws Exception {
        return calls.unary(HealthRpc.CHECK, of(service)).getStatus();
    }

    private Map<String, ServingStatus> list() throws Exception {
        return calls
                .unary(HealthRpc.LIST, HealthListRequest.getDefaultInstance())
                .getStatusesMap()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getStatus()));
    }

    @Test
    @DisplayName("At first the server serves, and a service that nobody has named is not found")
    void atFirst() throws Exception {
        assertEquals(ServingStatus.SERVING, check(Health.SERVER));
        RpcException e = assertThrows(RpcException.class, () -> check("a.B"));
        assertEquals(Code.NOT_FOUND, e.status().code());
    }

    @Test
    @DisplayName("Check and List say what was last said of a service")
    void checkAndList() throws Exception {
        health.serving("a.B");
        health.notServing("a.C");
        assertEquals(ServingStatus.SERVING, check("a.B"));
        assertEquals(ServingStatus.NOT_SERVING, check("a.C"));
        assertEquals(
                Map.of(
                        "",
                        ServingStatus.SERVING,
                        "a.B",
                        ServingStatus.SERVING,
                        "a.C",
                        ServingStatus.NOT_SERVING),
                list());
        health.forget("a.B");
        assertThrows(RpcException.class, () -> check("a.B"));
    }

    @Test
    @DisplayName("List tells of a hundred services, and refuses to tell of more")
    void tooMany() throws Exception {
        for (int i = 1; i < 100; i++) {
            health.serving("a.B" + i);
        }
        assertEquals(100, list().size());
        health.serving("a.B100");
        RpcException e = assertThrows(RpcException.class, this::list);
        assertEquals(Code.RESOURCE_EXHAUSTED, e.status().code());
    }

    @Test
    @DisplayName("Watch tells the state at once, and each that follows; an unknown service waits")
    void watch() throws Exception {
        try (InMemory.Running<HealthCheckResponse> watched =
                calls.begin(HealthRpc.WATCH, of("a.B"))) {
            assertEquals(ServingStatus.SERVICE_UNKNOWN, watched.next().getStatus());
            health.serving("a.B");
            assertEquals(ServingStatus.SERVING, watched.next().getStatus());
            // Neither is a change of this one.
            health.serving("a.B");
            health.notServing("a.C");
            health.notServing("a.B");
            assertEquals(ServingStatus.NOT_SERVING, watched.next().getStatus());
            health.forget("a.B");
            assertEquals(ServingStatus.SERVICE_UNKNOWN, watched.next().getStatus());
            assertNull(watched.responses().peek());
        }
    }

    @Test
    @DisplayName("A server that leaves serves nothing any more, whatever is said")
    void leave() throws Exception {
        health.serving("a.B");
        try (InMemory.Running<HealthCheckResponse> watched =
                calls.begin(HealthRpc.WATCH, of("a.B"))) {
            assertEquals(ServingStatus.SERVING, watched.next().getStatus());
            health.leave();
            assertEquals(ServingStatus.NOT_SERVING, watched.next().getStatus());
            health.serving("a.B");
            assertEquals(ServingStatus.NOT_SERVING, check("a.B"));
            assertEquals(ServingStatus.NOT_SERVING, check(Health.SERVER));
        }
    }
}
