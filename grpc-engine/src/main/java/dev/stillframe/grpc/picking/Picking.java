package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** The channel's state and its picker, from those of its subchannels. */
final class Picking {
    private Picking() {}

    /** With an outlier taken for one that has failed (A50, "Ejection Reporting"). */
    private static <A> Connectivity of(Draft<A> draft, Subchannel.Draft<A> subchannel) {
        return draft.outliers.isEjected(subchannel.addresses.getFirst())
                ? Connectivity.TRANSIENT_FAILURE
                : subchannel.connectivity();
    }

    static <A> Connectivity connectivity(Draft<A> draft) {
        if (draft.shutdown) {
            return Connectivity.SHUTDOWN;
        }
        if (!draft.awake) {
            return Connectivity.IDLE;
        }
        if (draft.subchannels.isEmpty()) {
            return draft.resolution.error().isEmpty()
                    ? Connectivity.CONNECTING
                    : Connectivity.TRANSIENT_FAILURE;
        }
        if (!draft.plan.isRoundRobin()) {
            return draft.subchannels.getFirst().connectivity();
        }
        Connectivity best = Connectivity.TRANSIENT_FAILURE;
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            switch (of(draft, subchannel)) {
                case READY -> {
                    return Connectivity.READY;
                }
                case IDLE, CONNECTING -> best = Connectivity.CONNECTING;
                case TRANSIENT_FAILURE, SHUTDOWN -> {}
            }
        }
        return best;
    }

    static <A> Picker picker(Draft<A> draft, Connectivity connectivity) {
        return switch (connectivity) {
            case IDLE, CONNECTING -> new Picker.Wait();
            case SHUTDOWN -> fail("the channel is shut down");
            case TRANSIENT_FAILURE -> fail(reason(draft));
            case READY -> {
                List<Integer> ready = new ArrayList<>();
                for (Subchannel.Draft<A> subchannel : draft.subchannels) {
                    if (of(draft, subchannel) == Connectivity.READY) {
                        ready.add(subchannel.number);
                    }
                }
                yield new Picker.Use(ready);
            }
        };
    }

    private static Picker fail(String reason) {
        return new Picker.Fail(Status.of(Code.UNAVAILABLE, reason));
    }

    private static <A> String reason(Draft<A> draft) {
        if (draft.subchannels.isEmpty()) {
            return "the name cannot be resolved: " + draft.resolution.error();
        }
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (!subchannel.error.isEmpty()) {
                return "no server is reached; " + subchannel.addresses + ": " + subchannel.error;
            }
        }
        return "every server is left out as an outlier";
    }
}
