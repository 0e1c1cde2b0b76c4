package dev.stillframe.h2.rfc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This test fails when one of these requirements is broken. Stands on a test method, or on a class
 * whose tests show the requirement only together.
 *
 * <p>Other modules, which do not see this type, write {@code @Tag("rfc:9113-9.2-1")} instead.
 */
@Documented
@Repeatable(Requirement.Several.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requirement {
    /** Identifiers of rows: RFC, section, and which MUST of that section, as 9113-5.1.1-3. */
    String[] value();

    /** Holds repeated annotations. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface Several {
        /** The repeated annotations. */
        Requirement[] value();
    }
}
