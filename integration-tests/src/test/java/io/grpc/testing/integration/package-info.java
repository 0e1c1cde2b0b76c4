/** What can only be had from within grpc-java's own package. */
@NullMarked
package io.grpc.testing.integration;

import org.jspecify.annotations.NullMarked;
