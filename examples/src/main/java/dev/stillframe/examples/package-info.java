/** Short programs over the api; each has a {@code main} and a test that runs it. */
@NullMarked
package dev.stillframe.examples;

import org.jspecify.annotations.NullMarked;
