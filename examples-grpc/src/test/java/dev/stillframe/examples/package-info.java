/** Tests of all examples together. */
@NullMarked
package dev.stillframe.examples;

import org.jspecify.annotations.NullMarked;
