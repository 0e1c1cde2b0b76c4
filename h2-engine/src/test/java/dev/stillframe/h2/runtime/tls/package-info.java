/** Tests of TLS without a network: both ends in one place, and every segmentation between them. */
@NullMarked
package dev.stillframe.h2.runtime.tls;

import org.jspecify.annotations.NullMarked;
