/** What the interop programs are made of; that they do what they are for is shown with others. */
@NullMarked
package dev.stillframe.interop;

import org.jspecify.annotations.NullMarked;
