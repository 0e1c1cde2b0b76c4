package dev.stillframe.examples;

import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends back what comes, as a fold: no thread waits, and the context counts the octets. The count
 * goes out as a trailer, and comes to whoever asked for it however the stream ends.
 *
 * @param ended told of each stream's end, with its last context
 */
public record EchoFold(Consumer<Outcome<Long>> ended) implements Fold<Long> {
    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public List<Action<Long>> on(Signal signal, Long octets) {
        return switch (signal) {
            case Signal.Request ignored -> List.of(new Action.Respond<>(ResponseHead.of(200)));
            case Signal.Data data ->
                    List.of(
                            new Action.Become<>(octets + data.octets().length()),
                            // The signal's view of the octets ends with this call.
                            new Action.Send<>(data.octets().copy()));
            case Signal.End ignored ->
                    List.of(new Action.Trailers<>(FieldSection.of("octets", octets.toString())));
            case Signal.Response ignored -> List.of();
            case Signal.Trailers ignored -> List.of();
            case Signal.Alarm ignored -> List.of();
        };
    }

    @Override
    public void ended(Outcome<Long> outcome) {
        ended.accept(outcome);
    }

    /** Arguments: the port. Runs until it is stopped. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        EchoFold fold = new EchoFold(System.out::println);
        Running.untilStopped(Server.builder().listen(port).fold(fold).start());
    }
}
