/**
 * Services that servers of any kind offer: their health (grpc/grpc doc/health-checking.md) and what
 * they offer at all (doc/server-reflection.md).
 *
 * <pre>
 *   Health      grpc.health.v1: Check, List, Watch
 *   Reflection  grpc.reflection.v1 and v1alpha
 * </pre>
 */
@NullMarked
package dev.stillframe.grpc.services;

import org.jspecify.annotations.NullMarked;
