package dev.stillframe.h2.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A recording's head")
class HeadTest {
    private static final Head HEAD = new Head(Options.of(Role.SERVER), "then", "ours");

    static List<String> limits() {
        return Arrays.stream(Limits.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    @Test
    @DisplayName("names every option and every limit")
    void complete() {
        Set<String> expected =
                limits().stream().map(name -> "limits." + name).collect(Collectors.toSet());
        expected.addAll(Set.of("software", "begun"));
        for (RecordComponent option : Options.class.getRecordComponents()) {
            if (!option.getName().equals("limits")) {
                expected.add(option.getName());
            }
        }
        assertEquals(expected, HEAD.values().keySet());
    }

    @ParameterizedTest
    @MethodSource("limits")
    @DisplayName("brings back a limit that is not the default")
    void limit(String name) throws ReflectiveOperationException {
        RecordComponent component =
                Arrays.stream(Limits.class.getRecordComponents())
                        .filter(c -> c.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        Object usual = component.getAccessor().invoke(Limits.DEFAULT);
        LimitsBuilder builder = Limits.DEFAULT.toBuilder();
        LimitsBuilder.class
                .getMethod(name, component.getType())
                .invoke(builder, other(component.getType(), usual));
        Limits changed = builder.build();
        assertNotEquals(Limits.DEFAULT, changed);
        assertEquals(changed, again(Options.of(Role.CLIENT).with(changed)).limits());
    }

    private static Object other(Class<?> type, Object usual) {
        if (type == int.class) {
            return (int) usual + 1;
        }
        return type == Duration.class
                ? ((Duration) usual).plusNanos(1_000_000_007)
                : new Budget(((Budget) usual).burst() + 1, ((Budget) usual).perSecond() + 2);
    }

    private static Options again(Options options) {
        Head head = Head.of(new Head(options, "", "").values());
        assertEquals(List.of(), head.notes());
        return head.options();
    }

    @Test
    @DisplayName("brings back each option")
    void options() {
        for (Role role : Role.values()) {
            for (int bits = 0; bits < 16; bits++) {
                Options options =
                        new Options(
                                role,
                                Limits.DEFAULT,
                                (bits & 1) != 0,
                                (bits & 2) != 0,
                                (bits & 4) != 0,
                                (bits & 8) != 0 ? Set.of(Options.Extra.values()) : Set.of());
                assertEquals(options, again(options));
            }
        }
    }

    @Test
    @DisplayName("of an older version takes defaults for what it does not say, and says so")
    void older() {
        Map<String, String> values = new LinkedHashMap<>(HEAD.values());
        values.remove("limits.maxFields");
        values.remove("limits.drainGrace");
        values.remove("push");
        Head head = Head.of(values);
        assertEquals(HEAD.options(), head.options());
        assertEquals(
                List.of(
                        "The recording does not say; assumed: maxFields = 128",
                        "The recording does not say; assumed: drainGrace = 1.0",
                        "The recording does not say; assumed: push = false"),
                head.notes());
    }

    @Test
    @DisplayName("of a newer version leaves out what this one does not know, and says so")
    void newer() {
        Map<String, String> values = new LinkedHashMap<>(HEAD.values());
        values.put("limits.maxWishes", "3");
        values.put("colour", "blue");
        Head head = Head.of(values);
        assertEquals(HEAD.options(), head.options());
        assertEquals(
                List.of(
                        "Not known to this version: colour",
                        "Not known to this version: maxWishes"),
                head.notes());
    }

    @Test
    @DisplayName("is none without a role, or with values that are none")
    void wrong() {
        for (Map.Entry<String, String> change :
                Map.of(
                                "role", "PROXY",
                                "push", "perhaps",
                                "tell", "PINGS LIES",
                                "limits.maxFields", "0",
                                "limits.streamWindow", "many",
                                "limits.resets", "200",
                                "limits.keepAlive", "1.-5")
                        .entrySet()) {
            Map<String, String> values = new LinkedHashMap<>(HEAD.values());
            values.put(change.getKey(), change.getValue());
            assertThrows(IllegalArgumentException.class, () -> Head.of(values), change.toString());
        }
        Map<String, String> values = new LinkedHashMap<>(HEAD.values());
        values.remove("role");
        assertThrows(IllegalArgumentException.class, () -> Head.of(values));
    }
}
