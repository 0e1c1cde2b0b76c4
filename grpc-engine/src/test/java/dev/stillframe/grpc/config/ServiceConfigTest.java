package dev.stillframe.grpc.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** doc/service_config.md and A6's "Configuration Language". Apostrophes stand for quotes. */
class ServiceConfigTest {
    private static ServiceConfig valid(String text) {
        ServiceConfig.Parsed parsed = ServiceConfig.parse(text.replace('\'', '"'));
        return assertInstanceOf(ServiceConfig.Valid.class, parsed, parsed::toString).config();
    }

    private static List<String> faults(String text) {
        ServiceConfig.Parsed parsed = ServiceConfig.parse(text.replace('\'', '"'));
        return assertInstanceOf(ServiceConfig.Invalid.class, parsed, parsed::toString)
                .faults()
                .stream()
                .map(ServiceConfig.Fault::toString)
                .toList();
    }

    private static String method(String member) {
        return "{'methodConfig':[{'name':[{}]," + member + "}]}";
    }

    private static String retry(String members) {
        return method("'retryPolicy':{" + members + "}");
    }

    @Test
    @DisplayName("service_config: the most specific name wins, and it wins as a whole")
    void names() {
        ServiceConfig config =
                valid(
                        """
                        {'methodConfig':[
                          {'name':[{'service':'a.S','method':'M'}],'timeout':'1s'},
                          {'name':[{'service':'a.S'},{'service':'b','method':''}],
                           'timeout':'2s','waitForReady':true},
                          {'name':[{'service':'','method':null}],'timeout':'3s'},
                          {'name':[],'timeout':'4s'}]}
                        """);
        assertEquals(Duration.ofSeconds(1), config.of("/a.S/M").timeout());
        assertNull(config.of("/a.S/M").waitForReady());
        assertEquals(Duration.ofSeconds(2), config.of("/a.S/N").timeout());
        assertEquals(true, config.of("/a.S/N").waitForReady());
        assertEquals(Duration.ofSeconds(2), config.of("/b/N").timeout());
        assertEquals(Duration.ofSeconds(3), config.of("/c/M").timeout());
        assertEquals(Duration.ofSeconds(3), config.of("").timeout());
        assertEquals(MethodConfig.NONE, ServiceConfig.NONE.of("/a.S/M"));
    }

    @Test
    @DisplayName("service_config: names are unique, and a method has a service")
    void namesTwice() {
        assertEquals(
                List.of("methodConfig[1].name[1]: is named twice"),
                faults(
                        """
                        {'methodConfig':[{'name':[{'service':'a'}]},
                          {'name':[{'service':'b'},{'service':'a','method':''}]}]}
                        """));
        assertEquals(
                List.of("methodConfig[0].name[0]: a method needs its service"),
                faults("{'methodConfig':[{'name':[{'method':'M'}]}]}"));
    }

    @Test
    @DisplayName("service_config: limits on messages, zero included")
    void limits() {
        MethodConfig config =
                valid(method("'maxRequestMessageBytes':0,'maxResponseMessageBytes':'4294967295'"))
                        .of("/a/b");
        assertEquals(0, config.maxRequestOctets());
        assertEquals(4294967295L, config.maxResponseOctets());
        assertEquals(
                List.of(
                        "methodConfig[0].maxRequestMessageBytes: must be a whole number from 0 to"
                                + " 4294967295"),
                faults(method("'maxRequestMessageBytes':-1")));
    }

    @Test
    @DisplayName("service_config: the shorter of two timeouts is used")
    void timeouts() {
        MethodConfig config = valid(method("'timeout':'2s'")).of("/a/b");
        assertEquals(Duration.ofSeconds(2), config.timeoutWith(null));
        assertEquals(Duration.ofSeconds(1), config.timeoutWith(Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(2), config.timeoutWith(Duration.ofSeconds(3)));
        assertNull(MethodConfig.NONE.timeoutWith(null));
    }

    @DisplayName("Protobuf JSON: durations")
    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "0s, PT0S",
        "1.5s, PT1.5S",
        ".1s, PT0.1S",
        "0.000000001s, PT0.000000001S",
        "3.120s, PT3.12S",
        "315576000000s, PT87660000H",
    })
    void durations(String text, Duration time) {
        assertEquals(time, valid(method("'timeout':'" + text + "'")).of("/a/b").timeout());
    }

    @DisplayName("Protobuf JSON: what is no duration")
    @ParameterizedTest
    @CsvSource({
        "''",
        "s",
        "1",
        "1ms",
        "1.s",
        ".s",
        "1.5",
        "1.0000000001s",
        "315576000001s",
        "99999999999999999999s",
        "1e3s",
        "+1s",
        "-s",
        "1 s"
    })
    void noDurations(String text) {
        assertEquals(
                List.of("methodConfig[0].timeout: must be a duration such as \"1.5s\""),
                faults(method("'timeout':'" + text + "'")));
    }

    @Test
    @DisplayName("A timeout is not negative, and is a string")
    void negative() {
        assertEquals(
                List.of("methodConfig[0].timeout: must not be negative"),
                faults(method("'timeout':'-1s'")));
        assertEquals(
                List.of("methodConfig[0].timeout: must be a string"),
                faults(method("'timeout':1")));
    }

    @Test
    @DisplayName("A6, Retry Policy: the example of the text")
    void retryPolicy() {
        AttemptPolicy policy =
                valid(
                                retry(
                                        """
                                        'maxAttempts': 4, 'initialBackoff': '.1s',
                                        'maxBackoff': '1s', 'backoffMultiplier': 2,
                                        'retryableStatusCodes': ['UNAVAILABLE', 10]
                                        """))
                        .of("/a/b")
                        .attempts();
        assertEquals(
                new AttemptPolicy.Retry(
                        4,
                        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2),
                        Set.of(Code.UNAVAILABLE, Code.ABORTED)),
                policy);
    }

    @Test
    @DisplayName("A6, Limits on Retries and Hedges: more than 5 attempts are 5")
    void clamped() {
        String text =
                retry(
                        """
                        'maxAttempts': 1e9, 'initialBackoff': '1s', 'maxBackoff': '1s',
                        'backoffMultiplier': '0.5', 'retryableStatusCodes': [14]
                        """);
        AttemptPolicy policy = valid(text).of("/a/b").attempts();
        assertEquals(5, assertInstanceOf(AttemptPolicy.Retry.class, policy).maxAttempts());
        ServiceConfig.Valid more =
                assertInstanceOf(
                        ServiceConfig.Valid.class,
                        ServiceConfig.parse(text.replace('\'', '"'), 20));
        assertEquals(
                20,
                assertInstanceOf(AttemptPolicy.Retry.class, more.config().of("/a/b").attempts())
                        .maxAttempts());
    }

    @Test
    @DisplayName("A6, Retry Policy: everything is required, and every fault is told at once")
    void retryFaults() {
        String at = "methodConfig[0].retryPolicy.";
        assertEquals(
                List.of(
                        at + "maxAttempts: is required",
                        at + "initialBackoff: is required",
                        at + "maxBackoff: is required",
                        at + "backoffMultiplier: is required",
                        at + "retryableStatusCodes: must name a status code"),
                faults(retry("")));
        assertEquals(
                List.of(
                        at + "maxAttempts: must be a whole number from 2 to 4294967295",
                        at + "initialBackoff: must be more than zero",
                        at + "maxBackoff: must not be negative",
                        at + "backoffMultiplier: must be more than zero",
                        at + "retryableStatusCodes[0]: OK is not a failure",
                        at + "retryableStatusCodes[1]: must be a status code",
                        at + "retryableStatusCodes[2]: must be a status code",
                        at + "retryableStatusCodes[3]: must be a status code"),
                faults(
                        retry(
                                """
                                'maxAttempts': 1, 'initialBackoff': '0s', 'maxBackoff': '-1s',
                                'backoffMultiplier': 0,
                                'retryableStatusCodes': ['OK', 'Unavailable', 17, 1.5]
                                """)));
        assertEquals(
                List.of(
                        at + "maxAttempts: must be a whole number from 2 to 4294967295",
                        at + "backoffMultiplier: must be a number"),
                faults(
                        retry(
                                """
                                'maxAttempts': 2.5, 'initialBackoff': '1s', 'maxBackoff': '1s',
                                'backoffMultiplier': 1e999999999,
                                'retryableStatusCodes': ['UNKNOWN']
                                """)));
    }

    @Test
    @DisplayName("A6, Hedging Policy: no delay and no codes unless they are said")
    void hedging() {
        assertEquals(
                new AttemptPolicy.Hedging(3, Duration.ZERO, Set.of()),
                valid(method("'hedgingPolicy':{'maxAttempts':3}")).of("/a/b").attempts());
        assertEquals(
                new AttemptPolicy.Hedging(
                        4, Duration.ofMillis(500), Set.of(Code.INTERNAL, Code.ABORTED)),
                valid(
                                method(
                                        "'hedgingPolicy':{'maxAttempts':4,'hedgingDelay':'.5s',"
                                                + "'nonFatalStatusCodes':['INTERNAL','ABORTED']}"))
                        .of("/a/b")
                        .attempts());
    }

    @Test
    @DisplayName("A6, Integration with Service Config: one policy, not both")
    void both() {
        List<String> faults = faults(method("'retryPolicy':{},'hedgingPolicy':{'maxAttempts':2}"));
        assertEquals(
                "methodConfig[0].hedgingPolicy: cannot stand beside retryPolicy",
                faults.getFirst());
    }

    @Test
    @DisplayName("A6, Throttling Configuration: up to three decimal places")
    void throttling() {
        assertEquals(
                new RetryThrottling(10, 100),
                valid("{'retryThrottling':{'maxTokens':10,'tokenRatio':0.1}}").throttling());
        assertEquals(
                new RetryThrottling(1000, 123),
                valid("{'retryThrottling':{'maxTokens':1000,'tokenRatio':0.1239}}").throttling());
        assertNull(valid("{}").throttling());
        assertEquals(
                List.of(
                        "retryThrottling.maxTokens: must be a whole number from 1 to 1000",
                        "retryThrottling.tokenRatio: must be 0.001 or more"),
                faults("{'retryThrottling':{'maxTokens':1001,'tokenRatio':0.0009}}"));
        assertEquals(
                List.of(
                        "retryThrottling.maxTokens: is required",
                        "retryThrottling.tokenRatio: is required"),
                faults("{'retryThrottling':{}}"));
    }

    @Test
    @DisplayName("A17: the name of the service whose health is asked for")
    void health() {
        assertEquals("a.S", valid("{'healthCheckConfig':{'serviceName':'a.S'}}").health());
        assertEquals("", valid("{'healthCheckConfig':{'serviceName':''}}").health());
        assertNull(valid("{'healthCheckConfig':{}}").health());
        assertNull(valid("{}").health());
    }

    @Test
    @DisplayName("What is not known is left alone; null is not there")
    void unknown() {
        assertEquals(
                ServiceConfig.NONE,
                valid("{'later':[1,{}],'methodConfig':null,'retryThrottling':null}"));
        assertEquals(MethodConfig.NONE, valid(method("'retryPolicy':null,'later':{}")).of("/a/b"));
    }

    @Test
    @DisplayName("A fault names its place, also where the text is no JSON")
    void places() {
        assertEquals(List.of("line 1, column 2: the name of a member is missing"), faults("{"));
        assertEquals(List.of("must be an object"), faults("[]"));
        assertEquals(List.of("must be an object"), faults("null"));
        assertEquals(List.of("methodConfig: must be an array"), faults("{'methodConfig':{}}"));
        assertEquals(List.of("methodConfig[0]: must be an object"), faults("{'methodConfig':[1]}"));
        assertEquals(
                List.of("methodConfig[0].name[0].service: must be a string"),
                faults("{'methodConfig':[{'name':[{'service':1}]}]}"));
        assertEquals(
                List.of("methodConfig[0].waitForReady: must be true or false"),
                faults(method("'waitForReady':'true'")));
    }
}
