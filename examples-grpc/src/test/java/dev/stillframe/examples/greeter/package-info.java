/** Tests of the greeter. */
@NullMarked
package dev.stillframe.examples.greeter;

import org.jspecify.annotations.NullMarked;
