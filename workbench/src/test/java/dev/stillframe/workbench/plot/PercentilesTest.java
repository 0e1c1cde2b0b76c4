package dev.stillframe.workbench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.workbench.plot.Percentiles.Line;
import dev.stillframe.workbench.plot.Percentiles.Panel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@DisplayName("a plot of percentiles")
class PercentilesTest {

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("has a line for each server in each panel, within the picture, and never falling")
    void lines() throws Exception {
        Line slow = new Line("slow & <steady>", percentile -> 100 + percentile * percentile);
        Line fast = new Line("fast", percentile -> 80);
        Document svg =
                parsed(
                        Percentiles.of(
                                List.of(
                                        new Panel("one", List.of(slow, fast)),
                                        new Panel("two", List.of(slow)))));
        double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
        NodeList drawn = svg.getElementsByTagName("polyline");
        assertEquals(3, drawn.getLength());
        for (int i = 0; i < drawn.getLength(); i++) {
            double before = Double.MAX_VALUE;
            for (String point : ((Element) drawn.item(i)).getAttribute("points").split(" ")) {
                double x = Double.parseDouble(point.split(",")[0]);
                double y = Double.parseDouble(point.split(",")[1]);
                assertTrue(x >= 0 && x <= width && y >= 0 && y <= height, point);
                assertTrue(y <= before, "longer times are higher up");
                before = y;
            }
        }
        assertTrue(svg.getDocumentElement().getTextContent().contains("slow & <steady>"));
    }
}
