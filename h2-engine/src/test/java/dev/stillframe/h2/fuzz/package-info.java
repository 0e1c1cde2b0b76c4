/**
 * Fuzz targets for Jazzer (laws L2, L4, L5 and L6): octets are read as a story, the story is told
 * to the engine, and whatever it does is held against RFC 9113 by a peer that trusts nothing.
 *
 * <pre>
 *   FrameReaderFuzz HpackFuzz ConnectionFuzz    the targets
 *   Tape Op                                     octets as numbers, and as the steps of a story
 *   Play                                        a connection, its application and its clock
 *   Watch Ear                                   what it may send; what it may tell its application
 *   Seeds                                       writes the corpus
 * </pre>
 *
 * <p>The ordinary build replays the corpus in {@code src/test/resources}; {@code ./stillframe fuzz
 * TARGET --minutes N} looks for more. What it finds is saved in the corpus, so that it fails the
 * build until it is mended and guards it from then on.
 */
@NullMarked
package dev.stillframe.h2.fuzz;

import org.jspecify.annotations.NullMarked;
