/**
 * The cases, in the order of RFC 9113, one file for each section or group of sections.
 *
 * <p>Identifiers are a section and a number; they hold for both roles. It may use {@code script}
 * and {@code wire}.
 */
@NullMarked
package dev.stillframe.conformance.cases;

import org.jspecify.annotations.NullMarked;
