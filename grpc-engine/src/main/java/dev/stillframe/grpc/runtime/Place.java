package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Endpoint;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is: what a channel's calls are spread over.
 *
 * @param endpoint whom it is taken for, by TLS and in {@code :authority}
 * @param address null where the endpoint's name is looked up for each connection
 */
record Place(Endpoint endpoint, @Nullable SocketAddress address) {
    /** These, in their order, by endpoints: what can be raced for one connection. */
    static List<Group> grouped(List<Place> places) {
        List<Group> groups = new ArrayList<>();
        Endpoint last = null;
        for (Place place : places) {
            if (!place.endpoint.equals(last)) {
                groups.add(new Group(place.endpoint, new ArrayList<>()));
                last = place.endpoint;
            }
            if (place.address != null) {
                groups.getLast().addresses.add(place.address);
            }
        }
        return groups;
    }

    @Override
    public String toString() {
        return address == null ? endpoint.toString() : address.toString();
    }

    /** Addresses of one endpoint; none where it is to be looked up. */
    record Group(Endpoint endpoint, List<SocketAddress> addresses) {}
}
