package dev.stillframe.jetty;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;

/** Tells clients of an HTTP/3 connector of the same server (RFC 7838), as Jetty's own does. */
final class AltSvcCustomizer implements HttpConfiguration.Customizer {
    private volatile int port = -1;
    private volatile boolean known;
    private volatile PreEncodedHttpField field =
            new PreEncodedHttpField(HttpHeader.ALT_SVC, "clear");

    @Override
    public Request customize(Request request, HttpFields.Mutable response) {
        if (!known) {
            find(request);
        }
        if (port > 0 && !response.contains(HttpHeader.ALT_SVC)) {
            response.add(field);
        }
        return request;
    }

    private void find(Request request) {
        for (Connector connector :
                request.getConnectionMetaData().getConnector().getServer().getConnectors()) {
            if (connector instanceof NetworkConnector network
                    && connector.getProtocols().contains("h3")) {
                int found = network.getLocalPort();
                field = new PreEncodedHttpField(HttpHeader.ALT_SVC, "h3=\":" + found + "\"");
                port = found;
            }
        }
        known = true;
    }
}
