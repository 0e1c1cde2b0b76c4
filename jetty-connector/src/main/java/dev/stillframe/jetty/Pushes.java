package dev.stillframe.jetty;

import dev.stillframe.api.message.RequestHead;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;

/** A resource that is to be pushed, as the request that would have asked for it. */
final class Pushes {
    private Pushes() {}

    static RequestHead head(MetaData.Request resource, ResponseHeads fields) {
        HttpURI uri = resource.getHttpURI();
        return RequestHead.of(
                resource.getMethod(),
                uri.getScheme(),
                uri.getAuthority(),
                uri.getPathQuery(),
                fields.section(resource.getHttpFields(), -1));
    }
}
