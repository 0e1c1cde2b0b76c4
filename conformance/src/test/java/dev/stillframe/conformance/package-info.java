/** The kit, held against the engine, which does it right, and against mutants of it. */
@NullMarked
package dev.stillframe.conformance;

import org.jspecify.annotations.NullMarked;
