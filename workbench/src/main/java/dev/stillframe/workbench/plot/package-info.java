/**
 * Plots as SVG, small enough to lie beside a document and to be read as text.
 *
 * <pre>
 * Percentiles = panels of lines: a time for each percentile, both on logarithmic axes
 * Svg         = lines, text, nothing else
 * </pre>
 *
 * <p>By hand, because the charting libraries that were tried draw letters as outlines (hundreds of
 * kilobytes for six lines) and need fonts on the machine. Depends on the JDK alone.
 */
@NullMarked
package dev.stillframe.workbench.plot;

import org.jspecify.annotations.NullMarked;
