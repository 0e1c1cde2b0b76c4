/** Calls as pure functions. */
@NullMarked
package dev.stillframe.grpc.call;

import org.jspecify.annotations.NullMarked;
