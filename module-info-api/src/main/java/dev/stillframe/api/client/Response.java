package dev.stillframe.api.client;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;

/**
 * A whole response.
 *
 * @param head the final head
 * @param content all of the content
 * @param trailers empty if there were none
 */
public record Response(ResponseHead head, Octets content, FieldSection trailers) {
    /** The status. */
    public int status() {
        return head.status();
    }
}
