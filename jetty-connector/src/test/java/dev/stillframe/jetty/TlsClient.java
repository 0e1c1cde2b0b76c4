package dev.stillframe.jetty;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that offers exactly what a test says, and keeps what the server sends under TLS. */
final class TlsClient {
    private static final TrustManager TRUSTING =
            new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            };

    private final int port;
    private final SSLParameters offer = new SSLParameters();

    private TlsClient(int port) {
        this.port = port;
    }

    static TlsClient to(int port) {
        return new TlsClient(port);
    }

    TlsClient version(String protocol) {
        offer.setProtocols(new String[] {protocol});
        return this;
    }

    TlsClient suite(String cipherSuite) {
        offer.setCipherSuites(new String[] {cipherSuite});
        return this;
    }

    TlsClient group(String name) {
        offer.setNamedGroups(new String[] {name});
        return this;
    }

    TlsClient alpn(String... protocols) {
        offer.setApplicationProtocols(protocols);
        return this;
    }

    TlsClient sni(String host) {
        offer.setServerNames(List.of(new SNIHostName(host)));
        return this;
    }

    /** Shakes hands. */
    Connected connect() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTING}, null);
        Recorded under = new Recorded(port);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(under, "localhost", port, true);
        socket.setSSLParameters(offer);
        socket.setSoTimeout(10_000);
        try {
            socket.startHandshake();
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
        return new Connected(socket, under);
    }

    /** A TLS connection whose first handshake is over. */
    record Connected(SSLSocket socket, Recorded under) implements AutoCloseable {
        /** What ALPN selected; empty for nothing. */
        String protocol() {
            return socket.getApplicationProtocol();
        }

        X509Certificate certificate() throws IOException {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }

        /** HTTP/2 on it, preface and empty SETTINGS sent. */
        Peer http2() throws IOException {
            return Peer.over(socket).bytes(Peer.PREFACE).frame(Peer.SETTINGS, 0, 0);
        }

        /** Sends text, and reads all that comes until the server closes. */
        String say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes());
            return new String(socket.getInputStream().readAllBytes());
        }

        /** Reads what still comes, until the server closes. */
        void untilClosed() throws IOException {
            try {
                socket.getInputStream().readAllBytes();
            } catch (SocketException | SSLException closed) {
                // The server has closed before it could say so.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A TCP connection that keeps what it received. */
    static final class Recorded extends Socket {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        Recorded(int port) throws IOException {
            super("localhost", port);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int at, int most) throws IOException {
                    int count = super.read(into, at, most);
                    if (count > 0) {
                        octets.write(into, at, count);
                    }
                    return count;
                }
            };
        }

        /** The records so far. */
        TlsRecords records() {
            return new TlsRecords(octets.toByteArray());
        }
    }
}
