/** Tests of the key-value service. */
@NullMarked
package dev.stillframe.examples.kv;

import org.jspecify.annotations.NullMarked;
