/** The laws of the design that are about the engine as a whole, as tests. */
@NullMarked
package dev.stillframe.h2.laws;

import org.jspecify.annotations.NullMarked;
