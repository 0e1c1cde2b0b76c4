package dev.stillframe.grpc.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code loadBalancingConfig} (A24, A50, A62), and A2's choices. */
class LoadBalancingTest {
    private static ServiceConfig.Parsed parse(String text) {
        return ServiceConfig.parse(text.replace('\'', '"'));
    }

    private static LoadBalancing read(String list) {
        ServiceConfig.Parsed parsed = parse("{'loadBalancingConfig':" + list + "}");
        return assertInstanceOf(ServiceConfig.Valid.class, parsed, parsed::toString)
                .config()
                .balancing();
    }

    private static List<String> faults(ServiceConfig.Parsed parsed) {
        return assertInstanceOf(ServiceConfig.Invalid.class, parsed).faults().stream()
                .map(ServiceConfig.Fault::toString)
                .toList();
    }

    @Test
    @DisplayName("A24: the first policy that is known; pick_first when nothing is said")
    void first() {
        assertEquals(new LoadBalancing.RoundRobin(), read("[{'round_robin':{}}]"));
        assertEquals(
                new LoadBalancing.RoundRobin(),
                read("[{'xds':{}},{'round_robin':{}},{'pick_first':1}]"));
        assertEquals(
                new LoadBalancing.PickFirst(true),
                read("[{'pick_first':{'shuffleAddressList':true}}]"));
        assertEquals(ServiceConfig.NONE.balancing(), new LoadBalancing.PickFirst(false));
    }

    @Test
    @DisplayName("service_config: loadBalancingPolicy, the older form")
    void older() {
        ServiceConfig.Parsed parsed = parse("{'loadBalancingPolicy':'ROUND_ROBIN'}");
        assertEquals(
                new LoadBalancing.RoundRobin(),
                assertInstanceOf(ServiceConfig.Valid.class, parsed).config().balancing());
        assertEquals(
                List.of("loadBalancingPolicy: 'grpclb' is not known here"),
                faults(parse("{'loadBalancingPolicy':'grpclb'}")));
    }

    @Test
    @DisplayName("A24: a list without a known policy, or an element with two, is a fault")
    void unknown() {
        assertEquals(
                List.of("loadBalancingConfig: names no policy that is known here"),
                faults(parse("{'loadBalancingConfig':[{'xds':{}}]}")));
        assertEquals(
                List.of("loadBalancingConfig[0]: must name one policy"),
                faults(parse("{'loadBalancingConfig':[{'round_robin':{},'pick_first':{}}]}")));
        assertEquals(
                List.of("loadBalancingConfig[0].round_robin: must be an object"),
                faults(parse("{'loadBalancingConfig':[{'round_robin':7}]}")));
    }

    @Test
    @DisplayName("A50, LB Policy Config: defaults")
    void outlierDefaults() {
        assertEquals(
                new LoadBalancing.OutlierDetection(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        10,
                        new LoadBalancing.SuccessRate(1900, 100, 5, 100),
                        new LoadBalancing.FailurePercentage(85, 100, 5, 50),
                        new LoadBalancing.RoundRobin()),
                read(
                        "[{'outlier_detection_experimental':{'successRateEjection':{},"
                                + "'failurePercentageEjection':{},"
                                + "'childPolicy':[{'round_robin':{}}]}}]"));
        LoadBalancing.OutlierDetection off =
                assertInstanceOf(
                        LoadBalancing.OutlierDetection.class,
                        read(
                                "[{'outlier_detection_experimental':{'baseEjectionTime':'400s',"
                                        + "'childPolicy':[{'pick_first':{}}]}}]"));
        assertEquals(false, off.isOn());
        assertEquals(Duration.ofSeconds(400), off.maxEjection());
    }

    @Test
    @DisplayName("A50, Validation: percentages and times")
    void outlierFaults() {
        String at = "loadBalancingConfig[0].outlier_detection_experimental.";
        assertEquals(
                List.of(
                        at + "baseEjectionTime: must not be negative",
                        at + "interval: must be more than zero",
                        at + "childPolicy: is required",
                        at + "maxEjectionPercent: must be a whole number from 0 to 100",
                        at
                                + "successRateEjection.enforcementPercentage: must be a whole"
                                + " number from 0 to 100",
                        at
                                + "failurePercentageEjection.threshold: must be a whole number"
                                + " from 0 to 100"),
                faults(
                        parse(
                                """
                                {'loadBalancingConfig':[{'outlier_detection_experimental':{
                                  'interval':'0s','baseEjectionTime':'-1s',
                                  'maxEjectionPercent':101,
                                  'successRateEjection':{'enforcementPercentage':101},
                                  'failurePercentageEjection':{'threshold':200}}}]}
                                """)));
        assertEquals(
                List.of(
                        at
                                + "childPolicy[0].outlier_detection_experimental: cannot stand"
                                + " within itself"),
                faults(
                        parse(
                                "{'loadBalancingConfig':[{'outlier_detection_experimental':{"
                                        + "'childPolicy':[{'outlier_detection_experimental':"
                                        + "{}}]}}]}")));
    }

    private static ServiceConfig.Parsed choose(String json, int percentile) {
        return Choices.read(json.replace('\'', '"'), "here", percentile);
    }

    @Test
    @DisplayName("A2, Canarying Changes: the first choice that is meant for this client")
    void choices() {
        String choices =
                """
                [{'clientLanguage':['go','C++'],'serviceConfig':{}},
                 {'clientHostname':['Here','there'],'serviceConfig':{}},
                 {'percentage':10,'clientLanguage':['JAVA'],'clientHostname':['here'],
                  'serviceConfig':{'healthCheckConfig':{'serviceName':'new'}}},
                 {'percentage':0,'serviceConfig':{}},
                 {'clientLanguage':[],'serviceConfig':
                  {'healthCheckConfig':{'serviceName':'old'}}}]
                """;
        assertEquals("new", health(choose(choices, 0)));
        assertEquals("new", health(choose(choices, 9)));
        assertEquals("old", health(choose(choices, 10)));
        assertEquals("old", health(choose(choices, 99)));
        assertNull(choose("[]", 0));
        assertNull(choose("[{'percentage':50,'serviceConfig':{}}]", 50));
    }

    private static String health(ServiceConfig.Parsed parsed) {
        return assertInstanceOf(ServiceConfig.Valid.class, parsed).config().health();
    }

    @Test
    @DisplayName("A2, Canarying Changes: a choice that is wrong spoils the list")
    void choiceFaults() {
        assertEquals(
                List.of("[1].later: is not known here", "[1].serviceConfig: is required"),
                faults(choose("[{'serviceConfig':{}},{'later':1}]", 0)));
        assertEquals(
                List.of("[0].percentage: must be a whole number from 0 to 100"),
                faults(choose("[{'percentage':101,'serviceConfig':{}}]", 0)));
        assertEquals(
                List.of("methodConfig: must be an array"),
                faults(choose("[{'serviceConfig':{'methodConfig':1}}]", 0)));
        assertEquals(List.of("must be an array"), faults(choose("{}", 0)));
        assertEquals(List.of("must be an array"), faults(choose("null", 0)));
        assertEquals(
                List.of("line 1, column 2: the text ends before its value"),
                faults(choose("[", 0)));
    }
}
