package dev.stillframe.api.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate is shown: on a server by the name that the client asks for (RFC 6066 section
 * 3), on a client by the authorities that the server names. An alias is a number in the list.
 */
final class CredentialChoice extends X509ExtendedKeyManager {
    private final List<Credential> credentials;

    /** By name, wildcards as they stand in the certificate. */
    private final Map<String, List<Integer>> named = new HashMap<>();

    /** The first, and those that share a name with it: the same host's with other keys. */
    private final List<Integer> otherwise = new ArrayList<>();

    CredentialChoice(List<Credential> credentials) {
        this.credentials = credentials;
        for (int i = 0; i < credentials.size(); i++) {
            Set<String> names = credentials.get(i).names();
            for (String name : names) {
                named.computeIfAbsent(name, ignored -> new ArrayList<>()).add(i);
            }
            if (i == 0 || !Collections.disjoint(names, credentials.get(0).names())) {
                otherwise.add(i);
            }
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return server(keyType, engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return server(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return client(keyTypes, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return client(keyTypes, issuers);
    }

    /**
     * The name decides before the kind of key: it is asked about one kind after the other, and a
     * certificate for another name would be wrong whatever its key.
     */
    private @Nullable String server(String keyType, @Nullable SSLSession session) {
        String host = session instanceof ExtendedSSLSession extended ? requested(extended) : "";
        for (int i : fitting(host)) {
            if (credentials.get(i).isOf(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private static String requested(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    /** A wildcard stands for one label (RFC 9525 section 6.3). */
    private List<Integer> fitting(String host) {
        List<Integer> exact = named.get(host);
        if (exact != null) {
            return exact;
        }
        int dot = host.indexOf('.');
        return named.getOrDefault(dot < 0 ? "" : '*' + host.substring(dot), otherwise);
    }

    private @Nullable String client(String[] keyTypes, Principal @Nullable [] issuers) {
        Principal[] wanted = issuers == null ? new Principal[0] : issuers;
        for (String keyType : keyTypes) {
            String[] aliases = aliases(keyType, wanted);
            if (aliases != null) {
                return aliases[0];
            }
        }
        return null;
    }

    private String @Nullable [] aliases(String keyType, Principal @Nullable [] issuers) {
        Principal[] wanted = issuers == null ? new Principal[0] : issuers;
        List<String> aliases = new ArrayList<>();
        for (int i = 0; i < credentials.size(); i++) {
            Credential credential = credentials.get(i);
            if (credential.isOf(keyType) && credential.leadsTo(wanted)) {
                aliases.add(Integer.toString(i));
            }
        }
        return aliases.isEmpty() ? null : aliases.toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return credentials.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return credentials.get(Integer.parseInt(alias)).key();
    }
}
