package dev.stillframe.h2.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.Event;
import dev.stillframe.h2.octets.Output;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Events in a recording")
class EventsTest {
    static List<Event> events() {
        return Samples.ALL_KINDS;
    }

    @ParameterizedTest
    @MethodSource("events")
    @DisplayName("come back as they were")
    void roundTrip(Event event) {
        Output out = new Output(16);
        EventWriter.write(event, new Pen(out));
        Cursor in = new Cursor(out.cut());
        assertEquals(event, EventReader.read(in));
        in.requireEnd();
    }

    @Test
    @DisplayName("are of every kind that there is")
    void complete() {
        Set<Class<?>> sampled =
                Samples.ALL_KINDS.stream().map(Event::getClass).collect(Collectors.toSet());
        assertEquals(kinds(Event.class), sampled);
    }

    private static Set<Class<?>> kinds(Class<?> type) {
        Set<Class<?>> kinds = new HashSet<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                kinds.addAll(kinds(permitted));
            } else {
                kinds.add(permitted);
            }
        }
        return kinds;
    }
}
