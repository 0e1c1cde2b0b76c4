package dev.stillframe.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One case of h2spec's report.
 *
 * @param id its section and its number there, as h2spec takes it on its command line
 * @param title what it does
 * @param fault what was wrong, or that it was skipped; empty if it passed
 */
record H2specCase(String id, String title, Optional<String> fault) {

    /** Reads a report in the JUnit format, in the order of the cases. */
    static List<H2specCase> read(Path report)
            throws IOException, SAXException, ParserConfigurationException {
        NodeList elements =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getElementsByTagName("testcase");
        // The report numbers no case; h2spec counts them within their section.
        Map<String, Integer> counted = new HashMap<>();
        List<H2specCase> cases = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            String section = element.getAttribute("package");
            int number = counted.merge(section, 1, Integer::sum);
            cases.add(
                    new H2specCase(
                            section + "/" + number,
                            element.getAttribute("classname"),
                            fault(element)));
        }
        return cases;
    }

    private static Optional<String> fault(Element element) {
        for (String kind : List.of("failure", "error", "skipped")) {
            NodeList found = element.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                return Optional.of(kind + ": " + found.item(0).getTextContent().strip());
            }
        }
        return Optional.empty();
    }
}
