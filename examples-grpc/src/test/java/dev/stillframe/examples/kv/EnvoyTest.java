package dev.stillframe.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.examples.kv.rpc.KVRpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Envoy cannot be run here; its configuration is at least well-formed. */
class EnvoyTest {
    private static final Path FILE =
            Path.of(System.getProperty("basedir", ""), "proxies", "envoy.yaml");

    /** What lies at a path of names and indexes. */
    private static Object at(Object value, Object... path) {
        Object found = value;
        for (Object step : path) {
            found =
                    step instanceof Integer index
                            ? ((List<?>) found).get(index)
                            : ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    @Test
    @DisplayName("Envoy's configuration is YAML, has two servers, and asks for kv.KV's health")
    void wellFormed() throws Exception {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Object all = new Yaml(new SafeConstructor(strict)).load(Files.readString(FILE));
        Object resources = at(all, "static_resources");
        Object manager =
                at(resources, "listeners", 0, "filter_chains", 0, "filters", 0, "typed_config");
        Object route = at(manager, "route_config", "virtual_hosts", 0, "routes", 0, "route");
        Object cluster = at(resources, "clusters", 0);
        assertEquals(at(cluster, "name"), at(route, "cluster"));
        assertEquals(
                KVRpc.SERVICE,
                at(cluster, "health_checks", 0, "grpc_health_check", "service_name"));
        Object servers = at(cluster, "load_assignment", "endpoints", 0, "lb_endpoints");
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    9001 + i,
                    at(servers, i, "endpoint", "address", "socket_address", "port_value"));
        }
        assertEquals(2, ((List<?>) servers).size());
    }
}
