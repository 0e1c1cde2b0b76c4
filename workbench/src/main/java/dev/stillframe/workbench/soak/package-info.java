/** The calls of the soak, beside its plain requests. */
@NullMarked
package dev.stillframe.workbench.soak;

import org.jspecify.annotations.NullMarked;
