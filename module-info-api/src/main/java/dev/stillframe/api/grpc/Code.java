package dev.stillframe.api.grpc;

/** The status codes of gRPC (grpc/grpc doc/statuscodes.md), in the order of their numbers. */
public enum Code {
    /** No error. */
    OK,
    /** Cancelled, typically by the caller. */
    CANCELLED,
    /** An error that says no more, or one from another world. */
    UNKNOWN,
    /** An argument that is wrong whatever the state of the system. */
    INVALID_ARGUMENT,
    /** The deadline ran out first. */
    DEADLINE_EXCEEDED,
    /** There is no such thing. */
    NOT_FOUND,
    /** It is there already. */
    ALREADY_EXISTS,
    /** The caller may not do this. */
    PERMISSION_DENIED,
    /** A quota, a limit or memory is used up. */
    RESOURCE_EXHAUSTED,
    /** The system is not in the state that this needs. */
    FAILED_PRECONDITION,
    /** Given up, typically because of others who did the same at the same time. */
    ABORTED,
    /** Past the end of what there is. */
    OUT_OF_RANGE,
    /** This method is not offered here. */
    UNIMPLEMENTED,
    /** Something is broken. */
    INTERNAL,
    /** Not available now; it may be sensible to try again. */
    UNAVAILABLE,
    /** Data is lost or destroyed. */
    DATA_LOSS,
    /** Nobody has said who the caller is. */
    UNAUTHENTICATED;

    private static final Code[] ALL = values();

    /** The number on the wire, 0 to 16. */
    public int number() {
        return ordinal();
    }

    /** The code of a number; {@link #UNKNOWN} for numbers that are not known. */
    public static Code of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : UNKNOWN;
    }
}
