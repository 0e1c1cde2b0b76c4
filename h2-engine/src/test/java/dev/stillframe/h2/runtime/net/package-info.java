/** Tests of loops and transports. */
@NullMarked
package dev.stillframe.h2.runtime.net;

import org.jspecify.annotations.NullMarked;
