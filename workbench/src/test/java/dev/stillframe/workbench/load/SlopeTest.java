package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.workbench.load.Slope.Sample;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the line through a live heap")
class SlopeTest {

    private static final long HEAP = 10_000_000;

    private static Slope of(long streams, LongUnaryOperator octets) {
        List<Sample> samples =
                LongStream.rangeClosed(1, 15)
                        .map(i -> streams * i / 15)
                        .mapToObj(n -> new Sample(n, octets.applyAsLong(n)))
                        .toList();
        return Slope.of(samples);
    }

    @Test
    @DisplayName("is found")
    void found() {
        Slope slope = Slope.of(List.of(new Sample(10, 5), new Sample(20, 25), new Sample(30, 45)));
        assertEquals(2, slope.octetsPerStream(), 1e-9);
        assertEquals(40, slope.growth(), 1e-9);
        assertEquals(25, slope.mean(), 1e-9);
    }

    @Test
    @DisplayName("is flat when the heap goes up and down, or shrinks")
    void flat() {
        assertTrue(of(10_000_000, n -> HEAP + n % 7 * 20_000).isFlat());
        assertTrue(of(10_000_000, n -> HEAP - n / 4).isFlat());
    }

    @Test
    @DisplayName("is not flat when one object stays for every hundred streams")
    void leak() {
        assertFalse(of(10_000_000, n -> HEAP + n / 100 * 16).isFlat());
    }

    @Test
    @DisplayName("is not flat in a short run either when something stays for every stream")
    void shortLeak() {
        assertFalse(of(20_000, n -> HEAP + n * 24).isFlat());
    }

    @Test
    @DisplayName("needs samples at different places")
    void none() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Slope.of(List.of(new Sample(1, 1), new Sample(1, 2))));
    }
}
