/** Tests of the race, as scripts and as a simulation. */
@NullMarked
package dev.stillframe.h2.race;

import org.jspecify.annotations.NullMarked;
