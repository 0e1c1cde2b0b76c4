/**
 * Programs that show what can be done, each small enough to be read at once, and each with a {@code
 * main} method that says what it wants. From the root of the tree:
 *
 * <pre>
 *   mvn -q -B package -DskipTests -pl examples -am
 *   java -cp 'examples/target/classes:module-info-api/target/classes:h2-engine/target/classes' \
 *       dev.stillframe.examples.Hello 8080
 * </pre>
 *
 * <p>Start with {@link dev.stillframe.examples.Hello} and {@link dev.stillframe.examples.Get}.
 */
@NullMarked
package dev.stillframe.examples;

import org.jspecify.annotations.NullMarked;
