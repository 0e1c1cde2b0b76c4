package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.ProtocolMemory.Protocol.H2;
import static dev.stillframe.h2.pool.ProtocolMemory.Protocol.HTTP_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Endpoint;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was negotiated, remembered. */
class ProtocolMemoryTest {
    private static Endpoint host(int number) {
        return Endpoint.of("https", "host" + number, 443);
    }

    @Test
    @DisplayName("It holds no more than its capacity; what was confirmed longest ago goes first")
    void bounded() {
        ProtocolMemory memory = ProtocolMemory.of(3, Duration.ZERO);
        memory = memory.learn(host(1), H2, 0).learn(host(2), H2, 0).learn(host(3), HTTP_1_1, 0);
        memory = memory.learn(host(1), H2, 1).learn(host(4), H2, 2);
        assertEquals(3, memory.size());
        assertNull(memory.at(host(2), 2));
        assertEquals(H2, memory.at(host(1), 2));
        assertEquals(HTTP_1_1, memory.at(host(3), 2));
        for (int i = 5; i < 1000; i++) {
            memory = memory.learn(host(i), H2, i);
            assertEquals(3, memory.size());
        }
    }

    @Test
    @DisplayName("What is too old is unknown, and makes room")
    void expiry() {
        ProtocolMemory memory = ProtocolMemory.of(100, Duration.ofSeconds(1));
        memory = memory.learn(host(1), H2, 0).learn(host(2), H2, 500_000_000);
        assertNull(memory.at(host(1), 1_000_000_000));
        assertEquals(H2, memory.at(host(2), 1_000_000_000));
        assertEquals(2, memory.learn(host(3), H2, 1_000_000_000).size());
    }

    @Test
    @DisplayName("Without a time it is kept for ever")
    void forEver() {
        ProtocolMemory memory = ProtocolMemory.of(1, Duration.ZERO).learn(host(1), H2, 0);
        assertEquals(H2, memory.at(host(1), Long.MAX_VALUE - 1));
    }

    @Test
    @DisplayName("It is a value: an old one does not change, and equal ones are equal")
    void value() {
        ProtocolMemory old = ProtocolMemory.of(2, Duration.ZERO).learn(host(1), H2, 0);
        ProtocolMemory one = old.learn(host(2), HTTP_1_1, 1).forget(host(1));
        assertEquals(H2, old.at(host(1), 0));
        assertEquals(1, old.size());
        ProtocolMemory two = old.learn(host(2), HTTP_1_1, 1).forget(host(1));
        assertEquals(one, two);
        assertEquals(one.hashCode(), two.hashCode());
        assertEquals(one, one.forget(host(9)));
    }

    @Test
    @DisplayName("A capacity of nothing and a negative time are refused")
    void ranges() {
        assertThrows(
                IllegalArgumentException.class, () -> ProtocolMemory.of(0, Duration.ofSeconds(1)));
        assertThrows(
                IllegalArgumentException.class, () -> ProtocolMemory.of(1, Duration.ofNanos(-1)));
    }
}
