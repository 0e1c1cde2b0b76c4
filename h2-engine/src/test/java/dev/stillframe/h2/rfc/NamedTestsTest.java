package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The check of the pages that name tests can fail. */
@DisplayName("A test that a page names")
class NamedTestsTest {
    private static final NamedTests TESTS =
            new NamedTests(
                    Map.of(
                            "SomeTest",
                            """
                                @Test
                                @DisplayName("runs")
                                void runs() {}

                                @Disabled
                                @Test
                                void asleep() {}

                                static Stream<Arguments> overloaded() {}

                                @ParameterizedTest
                                void overloaded(String name) {}

                                void assists() {}
                            """));

    @Test
    @DisplayName("is there, and runs")
    void there() {
        assertEquals(List.of(), TESTS.mistakes("`SomeTest.runs`"));
        assertEquals(List.of(), TESTS.mistakes("`SomeTest.overloaded`, `SomeTest.runs`"));
    }

    @Test
    @DisplayName("is none when it is missing, disabled, or no test")
    void notThere() {
        for (String name : List.of("asleep", "assists", "run", "absent")) {
            assertEquals(1, TESTS.mistakes("`SomeTest." + name + "`").size(), name);
        }
        assertEquals(1, TESTS.mistakes("`OtherTest.runs`").size());
    }

    @Test
    @DisplayName("stands in a list of nothing else")
    void list() {
        for (String cell : List.of("", "none yet", "`SomeTest.runs`, later", "`SomeTest`")) {
            assertEquals(1, TESTS.mistakes(cell).size(), cell);
        }
    }
}
