package dev.stillframe.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class run once for each of these fronts. A test takes the front as a parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(FrontsUnderTest.class)
@interface EachFront {
    /** Their names. */
    String[] value() default {"jetty", "vertx", "vertx4", "standalone", "standalone-direct"};
}
