/**
 * The requirements of RFC 9113 and RFC 7541 as a table, and what shows that each is met.
 *
 * <pre>
 *   RequirementTable = Row*                   one for each MUST and MUST NOT (resources rfc/*.tsv)
 *   Row              = id section keyword bound applies why sentence
 *   Evidence         = id test                from {@link dev.stillframe.h2.rfc.Requirement} here,
 *                                             from {@code @Tag("rfc:id")} in the other modules
 *   pending          = id*                    rows that have no test yet; may only shrink
 * </pre>
 *
 * <p>The page of known attacks is checked here too, in the same way.
 *
 * <p>Depends on JUnit and the JDK alone, so that tests of every package may use the annotation.
 */
@NullMarked
package dev.stillframe.h2.rfc;

import org.jspecify.annotations.NullMarked;
