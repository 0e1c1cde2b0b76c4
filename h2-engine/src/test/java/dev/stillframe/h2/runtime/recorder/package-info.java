/** Tests of the recorder: what it writes, and what it does when it cannot. */
@NullMarked
package dev.stillframe.h2.runtime.recorder;

import org.jspecify.annotations.NullMarked;
