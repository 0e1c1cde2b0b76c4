package dev.stillframe.h2.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replay")
class ReplayTest {
    private static final RequestHead HEAD = RequestHead.get("http", "a", "/");

    /** One of each kind, and beside each what differs in one component. */
    private static final List<List<Effect>> KINDS =
            List.of(
                    List.of(send("a"), send("b"), send("aa")),
                    List.of(new Effect.Take(1, 2), new Effect.Take(1, 3), new Effect.Take(3, 2)),
                    List.of(new Effect.Drop(1), new Effect.Drop(3)),
                    List.of(new Effect.WakeAt(1), new Effect.WakeAt(1L << 32)),
                    List.of(new Effect.Close()),
                    List.of(
                            new Notice.Request(1, HEAD, true),
                            new Notice.Request(1, HEAD, false),
                            new Notice.Request(1, RequestHead.get("http", "a", "/b"), true)),
                    List.of(
                            new Notice.Response(1, ResponseHead.of(200), true),
                            new Notice.Response(1, ResponseHead.of(200, "a", "b"), true)),
                    List.of(
                            new Notice.Data(1, Octets.utf8("abc"), true),
                            new Notice.Data(1, Octets.utf8("abcd"), true)),
                    List.of(
                            new Notice.Trailers(1, FieldSection.of("a", "b")),
                            new Notice.Trailers(1, FieldSection.of(new Field("a", "b", true)))),
                    List.of(new Notice.Promise(1, 2, HEAD), new Notice.Promise(1, 4, HEAD)),
                    List.of(new Notice.Started(1, 1), new Notice.Started(1, 2)),
                    List.of(new Notice.Credit(1, 1), new Notice.Credit(1, 2)),
                    List.of(
                            new Notice.Ended(1, new End.Complete()),
                            new Notice.Ended(1, new End.Reset(ErrorCode.CANCEL, true, "")),
                            new Notice.Ended(1, new End.Reset(ErrorCode.CANCEL, false, "")),
                            new Notice.Ended(1, new End.Unprocessed(ErrorCode.CANCEL, "")),
                            new Notice.Ended(1, new End.Lost(ErrorCode.CANCEL, true, ""))),
                    List.of(
                            new Notice.Rejected(new Command.Want(1), ""),
                            new Notice.Rejected(new Command.Want(3), "")),
                    List.of(
                            new Notice.PeerSettings(Settings.INITIAL),
                            new Notice.PeerSettings(
                                    new Settings(4096, true, 1, 1, 1, 1, true, true))),
                    List.of(
                            new Notice.Pong(Octets.utf8("12345678"), 1),
                            new Notice.Pong(Octets.utf8("12345678"), 2)),
                    List.of(
                            new Notice.Pinged(Octets.utf8("12345678")),
                            new Notice.Pinged(Octets.utf8("12345679"))),
                    List.of(
                            new Notice.Extension(0, 10, 0, Octets.EMPTY),
                            new Notice.Extension(1, 10, 0, Octets.EMPTY),
                            new Notice.Extension(0, 11, 0, Octets.EMPTY),
                            new Notice.Extension(0, 10, 1, Octets.EMPTY),
                            new Notice.Extension(0, 10, 0, Octets.of(1))),
                    List.of(
                            new Notice.GoAway(1, ErrorCode.NO_ERROR, Octets.EMPTY),
                            new Notice.GoAway(1, ErrorCode.NO_ERROR, Octets.utf8("why"))),
                    List.of(
                            new Notice.Fault(1, ErrorCode.CANCEL, ""),
                            new Notice.Fault(1, ErrorCode.CANCEL, "why")),
                    List.of(
                            new Notice.Closed(ErrorCode.NO_ERROR, true, ""),
                            new Notice.Closed(ErrorCode.NO_ERROR, false, "")));

    private static Effect send(String text) {
        return new Effect.Send(Octets.utf8(text));
    }

    @Test
    @DisplayName("tells every two effects apart, of every kind that there is")
    void digests() {
        Set<Outcome> outcomes = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        int effects = 0;
        for (List<Effect> alike : KINDS) {
            for (Effect effect : alike) {
                kinds.add(effect.getClass());
                assertTrue(outcomes.add(Outcome.of(List.of(effect))), effect::toString);
                assertEquals(Outcome.of(List.of(effect)), Outcome.of(List.of(effect)));
                effects++;
            }
        }
        assertEquals(effects, outcomes.size());
        int all =
                Effect.class.getPermittedSubclasses().length
                        - 1
                        + Notice.class.getPermittedSubclasses().length;
        assertEquals(all, kinds.size());
    }

    @Test
    @DisplayName("minds the order, and says whether the wire or what was told differs")
    void order() {
        var one = (Outcome.Effects) Outcome.of(List.of(send("a"), new Effect.Take(1, 9)));
        var two = (Outcome.Effects) Outcome.of(List.of(new Effect.Take(1, 9), send("a")));
        assertEquals(10, one.sent());
        assertEquals(one.told(), two.told());
        assertNotEquals(one.wire(), two.wire());
        var three = (Outcome.Effects) Outcome.of(List.of(send("a"), new Effect.Drop(1)));
        var four = (Outcome.Effects) Outcome.of(List.of(send("a"), new Effect.Drop(3)));
        assertEquals(three.wire(), four.wire());
        assertNotEquals(three.told(), four.told());
    }

    @Test
    @DisplayName("of a step that threw throws again, and that is as recorded")
    void threw() {
        Iteration broken =
                (Iteration)
                        Proxy.newProxyInstance(
                                Iteration.class.getClassLoader(),
                                new Class<?>[] {Iteration.class},
                                (self, method, arguments) -> {
                                    throw new IllegalStateException("a bug of ours");
                                });
        Step recorded =
                new Step(1, 0, List.of(), new Outcome.Threw("java.lang.IllegalStateException"));
        Replay replay = new Replay(broken);
        Replay.Replayed replayed = replay.step(recorded);
        assertSame(replay, replayed.next());
        assertTrue(Replay.agrees(recorded, replayed));
        Step fine = new Step(1, 0, List.of(), Outcome.of(List.of()));
        assertEquals(false, Replay.agrees(fine, replay.step(fine)));
    }

    @Test
    @DisplayName("agrees with a step of which no outcome was recorded")
    void unknown() {
        Step step = new Step(1, 0, List.of(new Event.Clock(1)), null);
        Replay.Replayed replayed = Replay.of(Options.of(Role.CLIENT)).step(step);
        assertTrue(Replay.agrees(step, replayed));
        assertTrue(!replayed.effects().isEmpty(), "the preface");
    }
}
