package dev.stillframe.grpc.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.config.ServiceConfig;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A service config, calls and servers that fail: the policies of a channel together. */
class ChannelSimulationTest {
    private static final int SEEDS = 10_000;
    private static final Status DOWN = Status.of(Code.UNAVAILABLE, "overloaded");

    private static ServiceConfig config(String members) {
        String text =
                """
                {'loadBalancingConfig':[{'round_robin':{}}],'methodConfig':[{'name':[{}],
                 'retryPolicy':{'maxAttempts':4,'initialBackoff':'.05s','maxBackoff':'1s',
                  'backoffMultiplier':2,'retryableStatusCodes':['UNAVAILABLE']}},
                 {'name':[{'service':'hedged'}],'hedgingPolicy':{'maxAttempts':3,
                  'hedgingDelay':'.02s','nonFatalStatusCodes':['UNAVAILABLE']}}]
                """
                        + members
                        + "}";
        return assertInstanceOf(
                        ServiceConfig.Valid.class, ServiceConfig.parse(text.replace('\'', '"')))
                .config();
    }

    private static Sky sky(String members, int servers) {
        return new Sky(1, config(members), servers);
    }

    @Test
    @DisplayName("A server that is killed costs no call that is retried")
    void killed() {
        Sky sky = sky("", 2);
        for (int i = 0; i < 400; i++) {
            if (i == 200) {
                sky.kill(0);
            }
            sky.call("/a/b", false, 1000);
            sky.run(1);
        }
        sky.run(5000);
        sky.checkEnded();
        assertEquals(400, sky.ended(Code.OK));
        assertTrue(sky.servers.getFirst().received > 90, "both had calls");
    }

    @Test
    @DisplayName("A6, Throttling: when everything fails, load grows by the tokens and no more")
    void noStorm() {
        Sky sky = sky(",'retryThrottling':{'maxTokens':20,'tokenRatio':0.1}", 3);
        sky.servers.forEach(server -> server.answer = DOWN);
        for (int i = 0; i < 1000; i++) {
            sky.call("/a/b", false, 10_000);
            sky.run(1);
        }
        sky.run(20_000);
        sky.checkEnded();
        assertEquals(1000, sky.ended(Code.UNAVAILABLE));
        // 20 tokens, of which those above the half allow a retry.
        assertTrue(sky.received() <= 1010, sky.received() + " requests of 1000 calls");
        assertTrue(sky.received() > 1000, "some are retried");
        assertEquals(0, sky.shared.throttle().milliTokens());
    }

    @Test
    @DisplayName("Without throttling every call is attempted as often as it may be")
    void storm() {
        Sky sky = sky("", 3);
        sky.servers.forEach(server -> server.answer = DOWN);
        for (int i = 0; i < 100; i++) {
            sky.call("/a/b", false, 100_000);
        }
        sky.run(20_000);
        sky.checkEnded();
        assertEquals(400, sky.received());
    }

    @Test
    @DisplayName("A6, Hedging Policy: a slow server is hidden by another one")
    void slowServer() {
        Sky sky = sky("", 2);
        sky.servers.getFirst().slowness = 10_000;
        for (int i = 0; i < 50; i++) {
            sky.call("/hedged/b", false, 500);
            sky.run(10);
        }
        sky.run(1000);
        sky.checkEnded();
        assertEquals(50, sky.ended(Code.OK));
    }

    @Test
    @DisplayName("A6, Transparent Retries: servers that refuse streams once cost nothing")
    void refused() {
        Sky sky = sky("", 2);
        sky.servers.getFirst().refuses = true;
        for (int i = 0; i < 50; i++) {
            sky.call("/a/b", false, 1000);
            sky.run(5);
        }
        sky.run(1000);
        sky.checkEnded();
        assertEquals(50, sky.ended(Code.OK));
        assertTrue(sky.calls.stream().allMatch(call -> call.begun <= 3), "sent more than needed");
    }

    @Test
    @DisplayName("A50: a server that fails everything is left out, and calls go to the others")
    void outlier() {
        Sky sky = new Sky(1, outliers(), 5);
        sky.servers.get(2).answer = Status.of(Code.INTERNAL, "broken");
        for (int i = 0; i < 2000; i++) {
            sky.call("/a/b", false, 1000);
            sky.run(10);
        }
        sky.run(1000);
        sky.checkEnded();
        // In the first interval of ten seconds it had a fifth of a thousand calls.
        assertTrue(sky.servers.get(2).received < 220, sky.servers.get(2).received + " calls");
        assertTrue(sky.ended(Code.OK) > 1780, sky.ended(Code.OK) + " of 2000");
    }

    private static ServiceConfig outliers() {
        String text =
                """
                {'loadBalancingConfig':[{'outlier_detection_experimental':{
                  'failurePercentageEjection':{},'childPolicy':[{'round_robin':{}}]}}]}
                """;
        return assertInstanceOf(
                        ServiceConfig.Valid.class, ServiceConfig.parse(text.replace('\'', '"')))
                .config();
    }

    @Test
    @DisplayName("All servers come and go: every call ends once, with a status that is due")
    void seeds() {
        Map<Code, Long> ends = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed, ends);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + " with seed " + seed, e);
            }
        }
        for (Code code : new Code[] {Code.OK, Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED}) {
            assertTrue(ends.getOrDefault(code, 0L) > 100, ends::toString);
        }
    }

    private static void run(int seed, Map<Code, Long> ends) {
        SplittableRandom random = new SplittableRandom(seed);
        int servers = 1 + random.nextInt(4);
        String throttling = ",'retryThrottling':{'maxTokens':6,'tokenRatio':0.5}";
        Sky sky = new Sky(seed, config(random.nextBoolean() ? throttling : ""), servers);
        for (int i = 0; i < 60; i++) {
            int server = random.nextInt(servers);
            Sky.Server one = sky.servers.get(server);
            switch (random.nextInt(12)) {
                case 0 -> sky.kill(server);
                case 1 -> sky.restart(server);
                case 2 -> one.answer = random.nextBoolean() ? Status.OK : DOWN;
                case 3 -> one.refuses = random.nextBoolean();
                case 4 -> one.slowness = 1 + random.nextInt(300);
                case 5 ->
                        one.pushback =
                                switch (random.nextInt(3)) {
                                    case 0 -> new Pushback.Stop();
                                    case 1 -> new Pushback.After(random.nextInt(300));
                                    default -> new Pushback.None();
                                };
                default ->
                        sky.call(
                                random.nextBoolean() ? "/a/b" : "/hedged/b",
                                random.nextBoolean(),
                                random.nextInt(2000));
            }
            sky.run(random.nextInt(100));
        }
        // Progress: once all is well, a call that waits gets through.
        for (int server = 0; server < servers; server++) {
            sky.restart(server);
            Sky.Server one = sky.servers.get(server);
            one.answer = Status.OK;
            one.refuses = false;
            one.slowness = 1;
        }
        Sky.Call last = sky.call("/a/b", true, 600_000);
        sky.run(700_000);
        sky.checkEnded();
        assertEquals(Status.OK, last.status);
        sky.calls.forEach(call -> ends.merge(call.status.code(), 1L, Long::sum));
    }
}
