package dev.stillframe.workbench.plot;

import java.util.List;
import java.util.Locale;

/** An SVG document in the making. Lengths in pixels, from the upper left corner. */
final class Svg {

    /** A point. */
    record Point(double x, double y) {}

    /** Where a text stands relative to its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    Svg line(double x1, double y1, double x2, double y2, String colour) {
        return add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
                x1, y1, x2, y2, colour);
    }

    Svg path(List<Point> points, String colour) {
        var list = new StringBuilder();
        points.forEach(
                point ->
                        list.append(
                                String.format(Locale.ROOT, "%.1f,%.1f ", point.x(), point.y())));
        return add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>",
                list.toString().strip(), colour);
    }

    Svg text(double x, double y, Anchor anchor, String colour, String text) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor.name().toLowerCase(Locale.ROOT), colour, escaped(text));
    }

    /** The document. */
    @Override
    public String toString() {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        font-family="sans-serif" font-size="11">
        <rect width="%1$d" height="%2$d" fill="white"/>
        %3$s</svg>
        """
                .formatted(width, height, body);
    }

    private Svg add(String form, Object... values) {
        body.append(String.format(Locale.ROOT, form, values)).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
