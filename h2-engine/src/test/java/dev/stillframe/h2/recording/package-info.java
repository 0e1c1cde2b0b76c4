/** Tests of recordings as values. */
@NullMarked
package dev.stillframe.h2.recording;

import org.jspecify.annotations.NullMarked;
