package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Wire;
import java.util.function.Consumer;

/**
 * Every state that a stream can be in (RFC 9113 section 5.1), brought about by a short script.
 * Stream 1 is a bystander, open both ways.
 */
enum Situation {
    S_IDLE_PEER(Role.SERVER, 9, s -> {}),
    S_IDLE_OWN(Role.SERVER, 2, s -> {}),
    S_RESERVED_LOCAL(Role.SERVER, 2, s -> s.tell(push())),
    S_OPEN(Role.SERVER, 3, s -> s.post(3)),
    S_OPEN_ANSWERED(Role.SERVER, 3, s -> s.post(3).respond(3, 200, false)),
    S_HALF_REMOTE(Role.SERVER, 3, s -> s.get(3)),
    S_HALF_REMOTE_ANSWERED(Role.SERVER, 3, s -> s.get(3).respond(3, 200, false)),
    S_HALF_LOCAL(Role.SERVER, 3, s -> s.post(3).respond(3, 200, true)),
    S_PUSHED(Role.SERVER, 2, s -> s.tell(push()).respond(2, 200, false)),
    S_ENDED(Role.SERVER, 3, s -> s.get(3).respond(3, 204, true)),
    S_PUSHED_ENDED(Role.SERVER, 2, s -> s.tell(push()).respond(2, 200, true)),
    S_RESET_BY_US(Role.SERVER, 3, s -> s.post(3).tell(new Command.Reset(3, ErrorCode.CANCEL))),
    S_RESET_BY_PEER(Role.SERVER, 3, s -> s.post(3).send(Wire.of().reset(3, ErrorCode.CANCEL))),
    S_SKIPPED(Role.SERVER, 3, s -> s.get(5).respond(5, 204, true)),
    S_FORGOTTEN(
            Role.SERVER,
            3,
            s -> {
                for (int id = 3; id < 83; id += 2) {
                    s.get(id).respond(id, 204, true);
                }
            }),

    C_IDLE_OWN(Role.CLIENT, 9, s -> {}),
    C_IDLE_PEER(Role.CLIENT, 4, s -> {}),
    C_RESERVED_REMOTE(Role.CLIENT, 2, s -> promise(s, 2)),
    C_OPEN(Role.CLIENT, 3, s -> s.request(head(), false)),
    C_OPEN_ANSWERED(Role.CLIENT, 3, s -> answered(s.request(head(), false), 3, false)),
    C_HALF_LOCAL(Role.CLIENT, 3, s -> s.request(head(), true)),
    C_HALF_LOCAL_ANSWERED(Role.CLIENT, 3, s -> answered(s.request(head(), true), 3, false)),
    C_HALF_REMOTE(Role.CLIENT, 3, s -> answered(s.request(head(), false), 3, true)),
    C_PUSHED(
            Role.CLIENT,
            2,
            s -> {
                promise(s, 2);
                answered(s, 2, false);
            }),
    C_ENDED(Role.CLIENT, 3, s -> answered(s.request(head(), true), 3, true)),
    C_RESET_BY_US(
            Role.CLIENT,
            3,
            s -> s.request(head(), false).tell(new Command.Reset(3, ErrorCode.CANCEL))),
    C_RESET_BY_PEER(
            Role.CLIENT,
            3,
            s -> s.request(head(), false).send(Wire.of().reset(3, ErrorCode.CANCEL))),
    C_SKIPPED(Role.CLIENT, 2, s -> promise(s, 4)),
    C_FORGOTTEN(
            Role.CLIENT,
            3,
            s -> {
                for (int id = 3; id < 83; id += 2) {
                    answered(s.request(head(), true), id, true);
                }
            });

    /** The first stream that neither end has used in any situation, peer's or a promise's. */
    static final int FRESH_ODD = 201;

    static final int FRESH_EVEN = 20;

    final Role role;
    final int streamId;
    private final Consumer<Script> story;

    Situation(Role role, int streamId, Consumer<Script> story) {
        this.role = role;
        this.streamId = streamId;
        this.story = story;
    }

    /** A connection with the bystander, and the stream in this state. */
    Script script() {
        Limits few = Limits.DEFAULT.toBuilder().maxClosedStreams(1).build();
        Script script = Script.with(Options.of(role).with(few).withPush()).preface();
        if (role == Role.SERVER) {
            script.post(1).respond(1, 200, false);
        } else {
            answered(script.request(head(), false), 1, false);
        }
        story.accept(script);
        return script.forget();
    }

    static RequestHead head() {
        return RequestHead.get("https", "example.org", "/");
    }

    private static Command.Push push() {
        return new Command.Push(7, 1, head());
    }

    private static Script answered(Script script, int streamId, boolean endStream) {
        return script.headers(streamId, endStream, ":status", "200");
    }

    private static Script promise(Script script, int promisedId) {
        return script.send(
                Wire.of().pushPromise(1, promisedId, promised(script), Wire.END_HEADERS));
    }

    /** The block of a promise. */
    static Octets promised(Script script) {
        return script.block(
                ":method", "GET", ":scheme", "https", ":authority", "example.org", ":path", "/p");
    }
}
