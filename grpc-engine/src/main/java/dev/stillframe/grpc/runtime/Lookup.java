package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.NameResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Looks a channel's target up. */
sealed interface Lookup {
    /**
     * What it has found.
     *
     * @param serviceConfig JSON; null for none
     */
    record Found(List<Place> places, @Nullable String serviceConfig) {}

    /** Looks up; by a thread that may block, unless it {@link #isInstant}. */
    Found find() throws IOException;

    /** Whether nobody is asked. */
    boolean isInstant();

    /** Whether it may give a service config, so that calls must wait for it. */
    default boolean configures() {
        return false;
    }

    /**
     * That of a channel's target.
     *
     * @throws IllegalArgumentException when it cannot be understood
     */
    static Lookup of(ChannelOptions options) {
        String name = options.target();
        int colon = name.indexOf(':');
        String scheme = colon < 0 ? "" : name.substring(0, colon).toLowerCase(Locale.ROOT);
        NameResolver resolver = resolver(options, scheme);
        if (resolver != null) {
            String rest = name.substring(name.lastIndexOf('/') + 1);
            String host = rest.startsWith(scheme + ":") ? rest.substring(colon + 1) : rest;
            return new Asked(
                    resolver, name, Target.of(host, options.secure()).endpoints().getFirst());
        }
        Target target = Target.of(name, options.secure());
        ClientOptions client = options.client();
        if (target.endpoints().size() == 1) {
            Endpoint one = target.endpoints().getFirst();
            SocketAddress fixed = target.addresses().get(one);
            fixed = fixed == null ? client.addresses().get(one) : fixed;
            return fixed == null && !isAddress(one.host())
                    ? new Named(client, one)
                    : new Fixed(List.of(new Place(one, fixed == null ? literal(one) : fixed)));
        }
        List<Place> places = new ArrayList<>();
        for (Endpoint endpoint : target.endpoints()) {
            SocketAddress fixed = client.addresses().get(endpoint);
            boolean literal = fixed == null && isAddress(endpoint.host());
            places.add(new Place(endpoint, literal ? literal(endpoint) : fixed));
        }
        return new Fixed(List.copyOf(places));
    }

    private static @Nullable NameResolver resolver(ChannelOptions options, String scheme) {
        if (scheme.isEmpty()) {
            return null;
        }
        for (NameResolver each : options.resolvers()) {
            if (each.scheme().equals(scheme)) {
                return each;
            }
        }
        for (NameResolver each :
                ServiceLoader.load(NameResolver.class, Lookup.class.getClassLoader())) {
            if (each.scheme().equals(scheme)) {
                return each;
            }
        }
        return null;
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static SocketAddress literal(Endpoint endpoint) {
        try {
            return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
        } catch (IOException e) {
            throw new IllegalArgumentException("not an address: " + endpoint.host(), e);
        }
    }

    /** Always the same. */
    record Fixed(List<Place> places) implements Lookup {
        @Override
        public Found find() {
            return new Found(places, null);
        }

        @Override
        public boolean isInstant() {
            return true;
        }
    }

    /** A name, by the client's resolver. */
    record Named(ClientOptions client, Endpoint endpoint) implements Lookup {
        @Override
        public Found find() throws IOException {
            List<Place> places = new ArrayList<>();
            for (InetAddress each : client.resolver().resolve(endpoint.host())) {
                places.add(new Place(endpoint, new InetSocketAddress(each, endpoint.port())));
            }
            return new Found(places, null);
        }

        @Override
        public boolean isInstant() {
            return false;
        }
    }

    /** A target of somebody else's. */
    record Asked(NameResolver resolver, String target, Endpoint endpoint) implements Lookup {
        @Override
        public Found find() throws IOException {
            NameResolver.Found found = resolver.resolve(target);
            return new Found(
                    found.addresses().stream().map(each -> new Place(endpoint, each)).toList(),
                    found.serviceConfig());
        }

        @Override
        public boolean isInstant() {
            return false;
        }

        @Override
        public boolean configures() {
            return true;
        }
    }
}
