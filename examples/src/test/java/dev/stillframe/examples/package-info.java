/** Each example, run; and the README, whose code is the examples'. */
@NullMarked
package dev.stillframe.examples;

import org.jspecify.annotations.NullMarked;
