/** Tests of the standalone server, with clients of raw frames on real sockets. */
@NullMarked
package dev.stillframe.h2.runtime.server;

import org.jspecify.annotations.NullMarked;
