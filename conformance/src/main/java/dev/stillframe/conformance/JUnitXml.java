package dev.stillframe.conformance;

import dev.stillframe.conformance.Result.Outcome;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report in the JUnit format, for continuous integration: a test suite, and a case for each. */
public final class JUnitXml {
    private final XMLStreamWriter xml;
    private final boolean strict;

    private JUnitXml(XMLStreamWriter xml, boolean strict) {
        this.xml = xml;
        this.strict = strict;
    }

    /**
     * Writes a report.
     *
     * @param strict whether warnings are failures; otherwise they are output of passed cases
     * @throws IOException when the file cannot be written
     */
    public static void write(Report report, Path file, boolean strict) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitXml(xml, strict).suite(report);
            xml.close();
        } catch (XMLStreamException failure) {
            throw new IOException("the report could not be written: " + file, failure);
        }
    }

    private void suite(Report report) throws XMLStreamException {
        List<Result> results = report.results();
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuite");
        String peer = report.peer().name().toLowerCase(Locale.ROOT);
        xml.writeAttribute("name", "RFC 9113, " + peer);
        xml.writeAttribute("tests", String.valueOf(results.size()));
        xml.writeAttribute("failures", String.valueOf(count(results, Outcome.FAILED)));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", String.valueOf(count(results, Outcome.NOT_APPLICABLE)));
        xml.writeAttribute(
                "time",
                seconds(results.stream().mapToLong(result -> result.took().toMillis()).sum()));
        for (Result result : results) {
            result(result);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private long count(List<Result> results, Outcome outcome) {
        return results.stream().filter(result -> result.outcome(strict) == outcome).count();
    }

    private void result(Result result) throws XMLStreamException {
        Case one = result.of();
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "rfc9113." + one.section());
        xml.writeAttribute("name", one.id() + " " + one.level() + " " + one.rule());
        xml.writeAttribute("time", seconds(result.took().toMillis()));
        String expected = Printer.expected(result.verdict());
        String seen = Printer.seen(result.verdict());
        switch (result.outcome(strict)) {
            case FAILED -> {
                xml.writeStartElement("failure");
                xml.writeAttribute("message", legal("expected " + expected + "; seen " + seen));
                xml.writeCharacters(legal("sent: " + one.sends()));
                xml.writeEndElement();
            }
            case NOT_APPLICABLE -> {
                xml.writeStartElement("skipped");
                xml.writeAttribute("message", legal(seen));
                xml.writeEndElement();
            }
            case WARNED -> output("warning: expected " + expected + "; seen " + seen);
            case PASSED -> {
                if (!seen.isEmpty()) {
                    output(seen);
                }
            }
        }
        xml.writeEndElement();
    }

    private void output(String text) throws XMLStreamException {
        xml.writeStartElement("system-out");
        xml.writeCharacters(legal(text));
        xml.writeEndElement();
    }

    /** What a peer sent may have characters in it that XML cannot say. */
    private static String legal(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "\ufffd");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
