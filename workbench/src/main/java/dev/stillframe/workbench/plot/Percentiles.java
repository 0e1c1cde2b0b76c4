package dev.stillframe.workbench.plot;

import dev.stillframe.workbench.plot.Svg.Anchor;
import dev.stillframe.workbench.plot.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Times by percentile, some servers in each panel. The axis of percentiles is stretched towards 100
 * %, so that every further nine takes the same room; that of times is logarithmic.
 */
public final class Percentiles {

    /**
     * One line.
     *
     * @param name of the server; it has the same colour in all panels
     * @param micros the time in microseconds at a percentile, 0 to 100
     */
    public record Line(String name, DoubleUnaryOperator micros) {}

    /** Lines in one system of axes. */
    public record Panel(String title, List<Line> lines) {}

    private static final String[] COLOURS = {
        "#c0392b", "#e08e0b", "#2471a3", "#1e8449", "#7d3c98", "#5d6d7e", "#d16ba5", "#17a589"
    };
    private static final String GRID = "#dddddd";
    private static final String INK = "#222222";

    private static final int COLUMNS = 3;
    private static final int WIDTH = 310;
    private static final int HEIGHT = 250;
    private static final int LEFT = 50;
    private static final int TOP = 30;
    private static final int RIGHT = 22;
    private static final int BOTTOM = 30;
    private static final int LEGEND = 30;

    /** The width of a letter, about. */
    private static final double LETTER = 5.6;

    /** Nines: 0 is the 0th percentile, 1 the 90th, 4 the 99.99th. */
    private static final double MOST_NINES = 4;

    private static final int STEPS = 80;

    private final List<Panel> panels;
    private final List<String> names = new ArrayList<>();
    private final double least;
    private final double most;

    private Percentiles(List<Panel> panels) {
        this.panels = panels;
        double low = Double.MAX_VALUE;
        double high = 1;
        for (Panel panel : panels) {
            for (Line line : panel.lines()) {
                if (!names.contains(line.name())) {
                    names.add(line.name());
                }
                low = Math.min(low, line.micros().applyAsDouble(0));
                high = Math.max(high, line.micros().applyAsDouble(percentile(MOST_NINES)));
            }
        }
        // Whole powers of ten, so that there is a line of the grid at both ends.
        least = Math.floor(Math.log10(Math.max(1, Math.min(low, high))));
        most = Math.max(least + 1, Math.ceil(Math.log10(high)));
    }

    /** All panels in one document, with one scale of times. */
    public static String of(List<Panel> panels) {
        return new Percentiles(panels).draw();
    }

    private String draw() {
        int columns = Math.min(COLUMNS, panels.size());
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        Svg svg = new Svg(Math.max(columns * WIDTH, 2 * WIDTH), rows * HEIGHT + LEGEND);
        double place = 10;
        for (String name : names) {
            svg.line(place, 12, place + 16, 12, colour(name));
            svg.text(place + 20, 16, Anchor.START, INK, name);
            place += Math.max(95, 30 + name.length() * LETTER);
        }
        for (int i = 0; i < panels.size(); i++) {
            double x = i % COLUMNS * (double) WIDTH;
            double y = LEGEND + i / COLUMNS * (double) HEIGHT;
            draw(svg, panels.get(i), x, y);
        }
        return svg.toString();
    }

    private void draw(Svg svg, Panel panel, double left, double top) {
        svg.text(left + LEFT, top + TOP - 8, Anchor.START, INK, panel.title());
        for (int power = (int) least; power <= (int) most; power++) {
            double y = top + y(power);
            svg.line(left + LEFT, y, left + WIDTH - RIGHT, y, GRID);
            svg.text(left + LEFT - 5, y + 4, Anchor.END, INK, time(power));
        }
        for (int nines = 0; nines <= (int) MOST_NINES; nines++) {
            double x = left + x(nines);
            svg.line(x, top + TOP, x, top + HEIGHT - BOTTOM, GRID);
            svg.text(x, top + HEIGHT - BOTTOM + 14, Anchor.MIDDLE, INK, label(nines));
        }
        for (Line line : panel.lines()) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i <= STEPS; i++) {
                double nines = MOST_NINES * i / STEPS;
                double micros = line.micros().applyAsDouble(percentile(nines));
                points.add(new Point(left + x(nines), top + y(Math.log10(Math.max(1, micros)))));
            }
            svg.path(points, colour(line.name()));
        }
    }

    private String colour(String name) {
        return COLOURS[names.indexOf(name) % COLOURS.length];
    }

    private static double percentile(double nines) {
        return 100 - 100 * Math.pow(10, -nines);
    }

    private static double x(double nines) {
        return LEFT + nines / MOST_NINES * (WIDTH - LEFT - RIGHT);
    }

    private double y(double power) {
        return TOP + (most - power) / (most - least) * (HEIGHT - TOP - BOTTOM);
    }

    private static String label(int nines) {
        return switch (nines) {
            case 0 -> "0 %";
            case 1 -> "90";
            case 2 -> "99";
            default -> "99." + "9".repeat(nines - 2);
        };
    }

    private static String time(int power) {
        return switch (power) {
            case 0, 1, 2 -> Math.round(Math.pow(10, power)) + " µs";
            case 3, 4, 5 -> Math.round(Math.pow(10, power - 3.0)) + " ms";
            default -> Math.round(Math.pow(10, power - 6.0)) + " s";
        };
    }
}
