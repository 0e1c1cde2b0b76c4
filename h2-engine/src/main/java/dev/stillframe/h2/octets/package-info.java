/**
 * A growing array to write octets into. Used within one step, never kept.
 *
 * <p>Depends on the JDK and {@link dev.stillframe.api.message}.
 */
@NullMarked
package dev.stillframe.h2.octets;

import org.jspecify.annotations.NullMarked;
