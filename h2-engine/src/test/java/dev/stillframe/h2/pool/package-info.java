/** Tests of the pool: scripts, one for each rule, and a simulation. */
@NullMarked
package dev.stillframe.h2.pool;

import org.jspecify.annotations.NullMarked;
