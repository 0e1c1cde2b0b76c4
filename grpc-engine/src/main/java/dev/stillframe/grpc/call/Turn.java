package dev.stillframe.grpc.call;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call wants done on its stream, collected within one call of the fold.
 *
 * @param <S> the fold's context
 */
final class Turn<S> {
    private final List<Action<S>> actions = new ArrayList<>(6);

    void respond(ResponseHead head) {
        actions.add(new Action.Respond<>(head));
    }

    /** A head that is the whole response. */
    void alone(ResponseHead head) {
        respond(head);
        close();
    }

    void send(Octets octets) {
        actions.add(new Action.Send<>(octets));
    }

    void trailers(FieldSection fields) {
        actions.add(new Action.Trailers<>(fields));
    }

    void close() {
        actions.add(new Action.Close<>());
    }

    void reset(ErrorCode code) {
        actions.add(new Action.Reset<>(code));
    }

    void alarm(Duration after, Object tag) {
        actions.add(new Action.Alarm<>(after, tag));
    }

    /** The actions, with the context after them. */
    List<Action<S>> actions(S before, S after) {
        if (after != before) {
            actions.add(new Action.Become<>(after));
        }
        return actions;
    }
}
