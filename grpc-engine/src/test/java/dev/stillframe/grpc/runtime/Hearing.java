package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps what it hears, and its end. */
final class Hearing implements Machine<List<String>, String, String> {
    final BlockingQueue<Outcome<List<String>>> outcomes = new LinkedBlockingQueue<>();
    final CountDownLatch heard = new CountDownLatch(1);

    @Override
    public List<String> initial() {
        return List.of();
    }

    @Override
    public List<Action<List<String>, String>> on(Signal<String> signal, List<String> all) {
        if (signal instanceof Signal.Message<String> message) {
            List<String> more = new ArrayList<>(all);
            more.add(message.message());
            heard.countDown();
            return List.of(new Action.Become<>(List.copyOf(more)));
        }
        return List.of();
    }

    @Override
    public void ended(Outcome<List<String>> outcome) {
        outcomes.add(outcome);
    }

    /** Says a thing at once, and never ends; tells of its calls' ends. */
    static Services lasting(BlockingQueue<Boolean> ended) {
        return Services.builder()
                .bidirectional(
                        Echoes.TALK,
                        (requests, responses, call) -> {
                            responses.send("begun");
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                ended.add(call.isCancelled());
                            }
                        })
                .build();
    }
}
