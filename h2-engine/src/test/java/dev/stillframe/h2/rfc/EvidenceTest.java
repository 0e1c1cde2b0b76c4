package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What counts as a test of a requirement. The other half of the table's safety. */
@DisplayName("Evidence")
class EvidenceTest {
    /** Carries an annotation where none counts. */
    private static final class NoTest {
        @Requirement("none-1")
        void helper() {}
    }

    /** A class without tests. */
    @Requirement("none-2")
    private static final class NoTests {}

    private final Evidence evidence = new Evidence();

    @Test
    @DisplayName("is not an annotation on something that never runs")
    void onlyTests() {
        evidence.addClass(NoTest.class);
        evidence.addClass(NoTests.class);

        assertEquals(2, evidence.mistakes().size());
        assertTrue(evidence.shown().isEmpty());
    }

    @Test
    @DisplayName("is a tag on a test of another module")
    void tags() {
        evidence.addSource(
                "m: T",
                """
                class T {
                    @Test
                    @Tag("rfc:1-1")
                    @Tag("rfc:1-2")
                    void first() {}

                    @Tag("rfc:1-1")
                    @ParameterizedTest
                    @ValueSource(strings = {"a", "b"})
                    void second(String name) {}
                """);

        assertEquals("{1-1=[m: T#first, m: T#second], 1-2=[m: T#first]}", "" + evidence.shown());
        assertTrue(evidence.mistakes().isEmpty());
    }

    @Test
    @DisplayName("is not a tag on a test that is disabled, or on no test")
    void uselessTags() {
        evidence.addSource(
                "m: T",
                """
                class T {
                    @Test
                    @Disabled
                    @Tag("rfc:1-1")
                    void first() {}

                    @Tag("rfc:1-2")
                    void helper() {}

                    @Test
                    void second() {}

                    @Tag("rfc:1-3")
                    class Inner {
                        int x;

                        @Test
                        void third() {}
                """);

        assertEquals(3, evidence.mistakes().size());
        assertTrue(evidence.shown().isEmpty());
    }

    @Test
    @DisplayName("is shown with the part of the sentence that holds the keyword")
    void cut() {
        String before = "word ".repeat(40);
        assertEquals("You **MUST** go.", CoveragePage.cut("You **MUST** go."));
        assertTrue(CoveragePage.cut(before + "**MUST NOT** " + before).contains("**MUST NOT**"));
        assertTrue(CoveragePage.cut("**MUST** " + before).length() < 150);
    }
}
