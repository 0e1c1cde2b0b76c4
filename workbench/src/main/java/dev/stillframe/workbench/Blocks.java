package dev.stillframe.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parts of a document that commands write: all between two markers is theirs. */
final class Blocks {

    private Blocks() {}

    /**
     * Puts a new text between the markers of that name; at the end of the document where it has
     * none yet, and into a new one where there is none.
     *
     * @throws IllegalStateException when the document has only one of the two markers
     */
    static void write(Path document, String name, String text) throws IOException {
        String before = Files.exists(document) ? Files.readString(document) : "";
        Files.writeString(document, replaced(before, name, text));
    }

    static String replaced(String document, String name, String text) {
        String begin = "<!-- begin " + name + " (written by ./stillframe) -->\n";
        String end = "<!-- end " + name + " -->\n";
        String block = begin + text + (text.endsWith("\n") ? "" : "\n") + end;
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 && to < 0) {
            String gap = document.isEmpty() || document.endsWith("\n\n") ? "" : "\n";
            return document + gap + block;
        }
        if (from < 0 || to < from) {
            throw new IllegalStateException("a marker of '" + name + "' is missing");
        }
        return document.substring(0, from) + block + document.substring(to + end.length());
    }
}
