/** Tests of the driver and of folds, over a transport in memory. */
@NullMarked
package dev.stillframe.h2.runtime;

import org.jspecify.annotations.NullMarked;
