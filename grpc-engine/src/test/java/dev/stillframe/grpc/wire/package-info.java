/** What stands in fields and frames. */
@NullMarked
package dev.stillframe.grpc.wire;

import org.jspecify.annotations.NullMarked;
