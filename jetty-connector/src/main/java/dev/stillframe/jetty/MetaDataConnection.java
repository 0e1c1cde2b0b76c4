package dev.stillframe.jetty;

import java.net.SocketAddress;
import java.util.Set;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.StringUtil;
import org.jspecify.annotations.Nullable;

/** What handlers may ask of a connection: names, addresses, configuration, attributes. */
abstract class MetaDataConnection extends AbstractConnection implements ConnectionMetaData {
    private final Connector connector;
    private final HttpConfiguration configuration;
    private final String id = StringUtil.randomAlphaNumeric(16);
    private final Attributes attributes = new Attributes.Lazy();
    private final @Nullable SocketAddress local;
    private final @Nullable SocketAddress remote;

    MetaDataConnection(Connector connector, EndPoint endPoint, HttpConfiguration configuration) {
        super(endPoint, connector.getExecutor());
        this.connector = connector;
        this.configuration = configuration;
        SocketAddress configured = configuration.getLocalAddress();
        this.local = configured == null ? endPoint.getLocalSocketAddress() : configured;
        this.remote = endPoint.getRemoteSocketAddress();
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return configuration;
    }

    @Override
    public HttpVersion getHttpVersion() {
        return HttpVersion.HTTP_2;
    }

    /** "HTTP/2.0": the WebSocket handshake over HTTP/2 compares it. */
    @Override
    public String getProtocol() {
        return HttpVersion.HTTP_2.asString();
    }

    @Override
    public Connection getConnection() {
        return this;
    }

    @Override
    public Connector getConnector() {
        return connector;
    }

    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return local;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.getAttribute(name);
    }

    @Override
    public @Nullable Object setAttribute(String name, @Nullable Object attribute) {
        return attributes.setAttribute(name, attribute);
    }

    @Override
    public @Nullable Object removeAttribute(String name) {
        return attributes.removeAttribute(name);
    }

    @Override
    public Set<String> getAttributeNameSet() {
        return attributes.getAttributeNameSet();
    }

    @Override
    public void clearAttributes() {
        attributes.clearAttributes();
    }
}
