package dev.stillframe.grpc.services;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.grpc.services.health.v1.HealthCheckRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse.ServingStatus;
import dev.stillframe.grpc.services.health.v1.HealthListRequest;
import dev.stillframe.grpc.services.health.v1.HealthListResponse;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The health of a server and of its services, and who asks for it ({@code grpc.health.v1}). At
 * first the server as a whole serves, and no service is known. Any thread may use it.
 *
 * <p>A watcher is told of the latest state; states that are replaced before it could be told are
 * left out.
 */
public final class Health {
    /** The name of the server as a whole. */
    public static final String SERVER = "";

    private static final int MOST_LISTED = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, ServingStatus> states = new TreeMap<>();
    private boolean over;

    /** With the server as a whole serving. */
    public Health() {
        states.put(SERVER, ServingStatus.SERVING);
    }

    /**
     * A service serves.
     *
     * @param service its full name, or {@link #SERVER}
     */
    public void serving(String service) {
        set(service, ServingStatus.SERVING);
    }

    /**
     * A service does not serve.
     *
     * @param service its full name, or {@link #SERVER}
     */
    public void notServing(String service) {
        set(service, ServingStatus.NOT_SERVING);
    }

    /** A service is no longer known. */
    public void forget(String service) {
        set(service, null);
    }

    /** Nothing serves any more, whatever is said later: for a server that is about to leave. */
    public void leave() {
        lock.lock();
        try {
            over = true;
            states.replaceAll((service, state) -> ServingStatus.NOT_SERVING);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The service to be served. */
    public Services services() {
        return HealthRpc.services(new Answers());
    }

    private void set(String service, @Nullable ServingStatus state) {
        lock.lock();
        try {
            if (!over) {
                if (state == null) {
                    states.remove(service);
                } else {
                    states.put(service, state);
                }
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The state, or null where the service is not known. */
    private @Nullable ServingStatus state(String service) {
        lock.lock();
        try {
            return states.get(service);
        } finally {
            lock.unlock();
        }
    }

    /** The state once it is another than this one. */
    private ServingStatus next(String service, @Nullable ServingStatus last)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                ServingStatus state = states.getOrDefault(service, ServingStatus.SERVICE_UNKNOWN);
                if (state != last) {
                    return state;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static HealthCheckResponse response(ServingStatus state) {
        return HealthCheckResponse.newBuilder().setStatus(state).build();
    }

    private final class Answers implements HealthRpc.Service {
        @Override
        public HealthCheckResponse check(HealthCheckRequest request, Call call)
                throws RpcException {
            ServingStatus state = state(request.getService());
            if (state == null) {
                throw new RpcException(Code.NOT_FOUND, "no such service: " + request.getService());
            }
            return response(state);
        }

        @Override
        public HealthListResponse list(HealthListRequest request, Call call) throws RpcException {
            HealthListResponse.Builder all = HealthListResponse.newBuilder();
            lock.lock();
            try {
                states.forEach((service, state) -> all.putStatuses(service, response(state)));
            } finally {
                lock.unlock();
            }
            if (all.getStatusesCount() > MOST_LISTED) {
                throw new RpcException(
                        Code.RESOURCE_EXHAUSTED, "more than " + MOST_LISTED + " services");
            }
            return all.build();
        }

        @Override
        public void watch(
                HealthCheckRequest request, Sink<HealthCheckResponse> responses, Call call)
                throws RpcException, InterruptedException {
            ServingStatus last = null;
            while (true) {
                last = next(request.getService(), last);
                responses.send(response(last));
            }
        }
    }
}
