package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.message.Field;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** One connection's compression contexts in Python's hpack: a child process, line by line. */
final class PythonHpack implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    private PythonHpack(Process process) {
        this.process = process;
        in = process.outputWriter(StandardCharsets.US_ASCII);
        out = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Starts the script. */
    static PythonHpack start(Path script) throws IOException {
        return new PythonHpack(
                new ProcessBuilder(Tool.PYTHON.require().toString(), script.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** What its decoder allows its peer's table from now on, in octets. */
    void limit(int size) throws IOException {
        ask("limit " + size);
    }

    /** What its encoder's table may have from now on, in octets. */
    void table(int size) throws IOException {
        ask("table " + size);
    }

    List<Field> decode(byte[] block) throws IOException {
        String answer = ask("decode " + HEX.formatHex(block));
        return answer.isEmpty()
                ? List.of()
                : Arrays.stream(answer.split(" ")).map(PythonHpack::field).toList();
    }

    byte[] encode(boolean huffman, List<Field> fields) throws IOException {
        String lines = fields.stream().map(PythonHpack::line).collect(Collectors.joining(" "));
        return HEX.parseHex(ask("encode " + (huffman ? 1 : 0) + " " + lines));
    }

    private String ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        String answer = out.readLine();
        if (answer == null) {
            return fail("it has ended");
        }
        assertTrue(answer.startsWith(".") && !answer.startsWith(".error"), answer);
        return answer.substring(1);
    }

    private static String line(Field field) {
        return (field.neverIndexed() ? 1 : 0) + ":" + hex(field.name()) + ":" + hex(field.value());
    }

    private static Field field(String line) {
        String[] parts = line.split(":", -1);
        return new Field(text(parts[1]), text(parts[2]), parts[0].equals("1"));
    }

    private static String hex(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(String hex) {
        return new String(HEX.parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
