/** Calls over real servers, with a client of frames. */
@NullMarked
package dev.stillframe.grpc.runtime;

import org.jspecify.annotations.NullMarked;
