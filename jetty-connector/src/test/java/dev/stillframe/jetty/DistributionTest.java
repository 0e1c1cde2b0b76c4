package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files for a Jetty distribution say what its start mechanism and its XML understand. */
class DistributionTest {
    private static final Path CONFIG = Path.of("src", "main", "config");

    private static XmlConfiguration xml(String name, Map<String, Object> ids) throws Exception {
        XmlConfiguration xml =
                new XmlConfiguration(
                        ResourceFactory.root()
                                .newResource(CONFIG.resolve("etc").resolve(name).toAbsolutePath()));
        xml.getIdMap().putAll(ids);
        return xml;
    }

    @Test
    void clear_text_is_added_to_the_http_connector() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector =
                new ServerConnector(new Server(), new HttpConnectionFactory(configuration));
        XmlConfiguration xml =
                xml(
                        "stillframe-http2c.xml",
                        Map.of("httpConnector", connector, "httpConfig", configuration));
        xml.getProperties().put("stillframe.http2c.maxConcurrentStreams", "50");
        xml.configure();
        Http2CServerConnectionFactory factory =
                connector.getConnectionFactory(Http2CServerConnectionFactory.class);
        assertSame(configuration, factory.getHttpConfiguration());
        assertEquals(50, factory.getMaxConcurrentStreams());
    }

    @Test
    void tls_is_added_to_the_https_connector_with_its_order_of_ciphers() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        SslContextFactory.Server tls = new SslContextFactory.Server();
        ServerConnector connector = new ServerConnector(new Server());
        XmlConfiguration xml =
                xml(
                        "stillframe-http2.xml",
                        Map.of(
                                "sslConnector",
                                connector,
                                "sslHttpConfig",
                                configuration,
                                "sslContextFactory",
                                tls));
        xml.getProperties().put("stillframe.http2.maxRequests", "1000");
        xml.configure();
        Http2ServerConnectionFactory factory =
                connector.getConnectionFactory(Http2ServerConnectionFactory.class);
        assertEquals(1000, factory.getMaxRequests());
        assertSame(Http2Ciphers.COMPARATOR, tls.getCipherComparator());
        assertTrue(tls.isUseCipherSuitesOrder());
    }

    @ParameterizedTest
    @CsvSource({"stillframe-http2, http2", "stillframe-http2c, http2c"})
    void a_module_takes_the_place_of_jettys_own(String module, String provided) throws Exception {
        String text = Files.readString(CONFIG.resolve("modules").resolve(module + ".mod"));
        assertTrue(text.contains("[provides]\n" + provided + "\n"), text);
        assertTrue(text.contains("[xml]\netc/" + module + ".xml\n"), text);
        for (String jar : new String[] {"stillframe-api", "stillframe-h2", "stillframe-jetty"}) {
            assertTrue(
                    text.contains("\nlib/stillframe/" + jar + "-${stillframe.version}.jar"), jar);
        }
    }
}
