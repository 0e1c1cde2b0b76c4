package dev.stillframe.grpc.config;

import dev.stillframe.api.grpc.Code;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document, read as protobuf's JSON mapping has it: what is null is not there, and
 * numbers may stand in strings. A value that is wrong is noted as a fault and read as a default, so
 * that one reading finds all faults.
 */
final class Place {
    private static final long MAX_SECONDS = 315_576_000_000L;
    private static final int MAX_NUMBER = 40;

    private final String name;
    private final String last;
    private final @Nullable Json value;
    private final List<ServiceConfig.Fault> faults;

    Place(String name, @Nullable Json value, List<ServiceConfig.Fault> faults) {
        this(name, name, value, faults);
    }

    private Place(
            String name, String last, @Nullable Json value, List<ServiceConfig.Fault> faults) {
        this.name = name;
        this.last = last;
        this.value = value == Json.Name.NULL ? null : value;
        this.faults = faults;
    }

    boolean exists() {
        return value != null;
    }

    @Nullable Json json() {
        return value;
    }

    void fault(String reason) {
        faults.add(new ServiceConfig.Fault(name, reason));
    }

    Place member(String member) {
        Json found = value instanceof Json.Members object ? object.values().get(member) : null;
        return new Place(name.isEmpty() ? member : name + "." + member, member, found, faults);
    }

    /** Whether it is an object; a fault when it is there and is something else. */
    boolean isObject() {
        if (value != null && !(value instanceof Json.Members)) {
            fault("must be an object");
        }
        return value instanceof Json.Members;
    }

    /** The members, each a place. */
    List<Place> members() {
        return value instanceof Json.Members object
                ? object.values().keySet().stream().map(this::member).toList()
                : List.of();
    }

    /** The last part of its name. */
    String lastName() {
        return last;
    }

    /** The elements, each a place; none when it is not there. */
    List<Place> elements() {
        List<Place> all = new ArrayList<>();
        if (value instanceof Json.Elements array) {
            for (Json element : array.values()) {
                all.add(new Place(name + "[" + all.size() + "]", element, faults));
            }
        } else if (value != null) {
            fault("must be an array");
        }
        return all;
    }

    @Nullable String text() {
        if (value instanceof Json.Text text) {
            return text.value();
        }
        if (value != null) {
            fault("must be a string");
        }
        return null;
    }

    String textOr(String other) {
        String text = text();
        return text == null ? other : text;
    }

    @Nullable Boolean bool() {
        if (value == Json.Name.TRUE || value == Json.Name.FALSE) {
            return value == Json.Name.TRUE;
        }
        if (value != null) {
            fault("must be true or false");
        }
        return null;
    }

    /** A whole number of a range; {@code other} when it is not there or wrong. */
    long whole(long least, long most, long other) {
        BigDecimal number = number();
        if (number == null) {
            return other;
        }
        BigDecimal[] parts = number.divideAndRemainder(BigDecimal.ONE);
        if (parts[1].signum() != 0
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            fault("must be a whole number from " + least + " to " + most);
            return other;
        }
        return number.longValueExact();
    }

    /** A number, or null when it is not there or none. */
    @Nullable BigDecimal number() {
        String literal =
                switch (value) {
                    case null -> null;
                    case Json.Number number -> number.literal();
                    case Json.Text text -> text.value();
                    default -> "";
                };
        if (literal == null) {
            return null;
        }
        BigDecimal number = literal.length() > MAX_NUMBER ? null : decimal(literal);
        if (number == null) {
            fault("must be a number");
        }
        return number;
    }

    /** None for what is far too large or too small for any use here, lest its digits be counted. */
    private static @Nullable BigDecimal decimal(String literal) {
        try {
            BigDecimal number = new BigDecimal(literal);
            return Math.abs((long) number.scale()) > MAX_NUMBER ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A duration such as {@code 1.5s}, up to nine digits behind the point; null when wrong. */
    @Nullable Duration duration() {
        String text = text();
        if (text == null) {
            return null;
        }
        Duration time = parsed(text);
        if (time == null) {
            fault("must be a duration such as \"1.5s\"");
        }
        return time;
    }

    private static @Nullable Duration parsed(String text) {
        boolean negative = text.startsWith("-");
        int end = text.length() - 1;
        int point = text.indexOf('.');
        int start = negative ? 1 : 0;
        int whole = point < 0 ? end : point;
        // A6 itself writes ".1s", without a digit before the point.
        boolean shaped = end > start && text.charAt(end) == 's' && (point < 0 || point < end - 1);
        if (!shaped || end - whole > 10 || whole - start > 12 || whole == start && point < 0) {
            return null;
        }
        long seconds = digits(text, start, whole);
        long fraction = point < 0 ? 0 : digits(text, point + 1, end);
        if (seconds < 0 || fraction < 0 || seconds > MAX_SECONDS) {
            return null;
        }
        for (int i = point < 0 ? 9 : end - point - 1; i < 9; i++) {
            fraction *= 10;
        }
        Duration time = Duration.ofSeconds(seconds, fraction);
        return negative ? time.negated() : time;
    }

    private static long digits(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    /** A duration that is not negative; {@code other} when it is not there or wrong. */
    Duration durationOr(Duration other) {
        Duration time = duration();
        if (time != null && time.isNegative()) {
            fault("must not be negative");
            return other;
        }
        return time == null ? other : time;
    }

    /** A duration that is there and is more than none; a second when it is not. */
    Duration positive() {
        Duration time = durationOr(Duration.ofSeconds(1));
        if (!exists()) {
            fault("is required");
        } else if (time.isZero()) {
            fault("must be more than zero");
            return Duration.ofSeconds(1);
        }
        return time;
    }

    /** A status code, by its name or its number; null when wrong. */
    @Nullable Code code() {
        if (value instanceof Json.Text text) {
            for (Code code : Code.values()) {
                if (code.name().equals(text.value())) {
                    return code;
                }
            }
        }
        if (value instanceof Json.Number) {
            BigDecimal number = number();
            for (Code code : Code.values()) {
                if (number != null && number.compareTo(BigDecimal.valueOf(code.number())) == 0) {
                    return code;
                }
            }
        }
        fault("must be a status code");
        return null;
    }
}
