/** Tests of the services. */
@NullMarked
package dev.stillframe.grpc.services;

import org.jspecify.annotations.NullMarked;
