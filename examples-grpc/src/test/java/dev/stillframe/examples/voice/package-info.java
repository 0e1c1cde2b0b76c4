/** Tests of the telephone call. */
@NullMarked
package dev.stillframe.examples.voice;

import org.jspecify.annotations.NullMarked;
