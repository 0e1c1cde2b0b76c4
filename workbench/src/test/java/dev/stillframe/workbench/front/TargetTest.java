package dev.stillframe.workbench.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what a request asks for")
class TargetTest {

    @Test
    @DisplayName("is a path, and a query if there is one")
    void parts() {
        assertEquals(new Target("/", ""), Target.of("/"));
        assertEquals(new Target("/bytes", "n=1"), Target.of("/bytes?n=1"));
        assertEquals(new Target("/bytes", "a?b"), Target.of("/bytes?a?b"));
    }

    @Test
    @DisplayName("has numbers from 0 on in its query")
    void numbers() {
        Target target = Target.of("/bytes?a=-1&n=17&b=x&nn=1");
        assertEquals(OptionalLong.of(17), target.number("n"));
        assertEquals(OptionalLong.empty(), target.number("a"));
        assertEquals(OptionalLong.empty(), target.number("b"));
        assertEquals(OptionalLong.empty(), target.number("c"));
    }
}
