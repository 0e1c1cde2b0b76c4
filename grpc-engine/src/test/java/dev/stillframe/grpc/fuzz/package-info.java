/** Octets that are looked for by a fuzzer, and those that it has found. */
@NullMarked
package dev.stillframe.grpc.fuzz;

import org.jspecify.annotations.NullMarked;
