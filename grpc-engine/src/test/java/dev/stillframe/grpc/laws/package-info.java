/** The laws of ARCHITECTURE.md that are about the code itself. */
@NullMarked
package dev.stillframe.grpc.laws;

import org.jspecify.annotations.NullMarked;
