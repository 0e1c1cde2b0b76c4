/** Tests of the guide along a route. */
@NullMarked
package dev.stillframe.examples.routeguide;

import org.jspecify.annotations.NullMarked;
