package dev.stillframe.interop.client;

import java.io.Serial;

/** A case that was not passed, and why. */
public final class CaseFailed extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /** Says why. */
    CaseFailed(String why) {
        super(why);
    }

    /** Says why, and what has led to it. */
    CaseFailed(String why, Throwable cause) {
        super(why, cause);
    }
}
