/** Each example runs, and does what it says. */
@NullMarked
package dev.stillframe.examples;

import org.jspecify.annotations.NullMarked;
