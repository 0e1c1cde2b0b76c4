package dev.stillframe.protoc;

import java.util.List;

/** The text of a Java file as it grows: four columns a level, lines of 100 where they can break. */
final class JavaSource {
    private static final int WIDTH = 100;
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** One line, or an empty one. */
    JavaSource line(String line) {
        if (!line.isEmpty()) {
            text.append(INDENT.repeat(depth)).append(line);
        }
        text.append('\n');
        return this;
    }

    /** What follows is inside. */
    JavaSource open(String line) {
        line(line);
        depth++;
        return this;
    }

    JavaSource close() {
        depth--;
        return line("}");
    }

    /** A comment for javadoc; nothing where it has no lines. */
    JavaSource doc(List<String> lines) {
        if (lines.size() == 1 && INDENT.length() * depth + lines.get(0).length() + 7 <= WIDTH) {
            return line("/** " + lines.get(0) + " */");
        }
        if (!lines.isEmpty()) {
            line("/**");
            lines.forEach(each -> line(each.isEmpty() ? " *" : " * " + each));
            line(" */");
        }
        return this;
    }

    /**
     * A method's head, and what follows is inside.
     *
     * @param head up to the parenthesis
     * @param tail from behind the parenthesis to before the brace
     */
    JavaSource method(String head, List<String> parameters, String tail) {
        String all = String.join(", ", parameters);
        String end = ")" + (tail.isEmpty() ? "" : " " + tail) + " {";
        if (parameters.isEmpty() || fits(head + "(" + all + end)) {
            return open(head + "(" + all + end);
        }
        line(head + "(");
        depth += 2;
        if (fits(all + end) || tail.isEmpty()) {
            line(all + end);
        } else {
            line(fits(all + ")") ? all + ")" : each(parameters) + ")");
            line(tail + " {");
        }
        depth--;
        return this;
    }

    /** A statement or a declaration of a call, one argument a line where they do not fit. */
    JavaSource call(String head, List<String> arguments, String end) {
        String whole = head + "(" + String.join(", ", arguments) + ")" + end;
        if (fits(whole)) {
            return line(whole);
        }
        line(head + "(");
        depth += 2;
        line(each(arguments) + ")" + end);
        return dedent();
    }

    /** What follows is two levels deeper until {@link #dedent}. */
    JavaSource indent() {
        depth += 2;
        return this;
    }

    JavaSource dedent() {
        depth -= 2;
        return this;
    }

    private String each(List<String> parts) {
        return String.join(",\n" + INDENT.repeat(depth), parts);
    }

    /** A declaration up to its equals sign, and the call behind it. */
    JavaSource assigned(String head, String called, List<String> arguments) {
        String whole = head + " " + called + "(" + String.join(", ", arguments) + ");";
        return fits(whole)
                ? line(whole)
                : line(head).indent().call(called, arguments, ";").dedent();
    }

    /** The same in one line or in two: the second begins where the first one may break. */
    JavaSource broken(String first, String second) {
        if (fits(first + second)) {
            return line(first + second);
        }
        return line(first).indent().line(second).dedent();
    }

    private boolean fits(String line) {
        return INDENT.length() * depth + line.length() <= WIDTH;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
