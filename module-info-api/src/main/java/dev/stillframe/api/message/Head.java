package dev.stillframe.api.message;

/** What stands at the head of a message: control data and fields (RFC 9110 section 6). */
public sealed interface Head permits RequestHead, ResponseHead {
    /** The fields, without pseudo-header fields. */
    FieldSection fields();
}
