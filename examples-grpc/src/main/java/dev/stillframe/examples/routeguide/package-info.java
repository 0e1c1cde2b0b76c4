/**
 * A guide along a route, in both styles and over TLS: all four kinds of calls.
 *
 * <p>{@code RouteGuideRpc} and the messages are generated from {@code route_guide.proto} by the
 * build; the features come from {@link dev.stillframe.examples.routeguide.FeatureMaker}.
 */
@NullMarked
package dev.stillframe.examples.routeguide;

import org.jspecify.annotations.NullMarked;
