package dev.stillframe.grpc.compat;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Why a stub's call does not begin. */
final class Refusal {
    private Refusal() {}

    /**
     * The status that it ends with; null where it may begin.
     *
     * @param deadline the earlier one of the options' and the context's
     */
    static @Nullable Status of(
            BridgedChannel channel,
            CallOptions options,
            Context context,
            @Nullable Deadline deadline) {
        if (context.isCancelled()) {
            return Contexts.statusFromCancelled(context);
        }
        String compressor = options.getCompressor();
        if (compressor != null && channel.compressors().lookupCompressor(compressor) == null) {
            return Status.INTERNAL.withDescription(
                    "Unable to find compressor by name " + compressor);
        }
        String authority = options.getAuthority();
        if (authority != null && !authority.equals(channel.authority())) {
            return Status.INTERNAL.withDescription(
                    "a call has the authority of its channel, not " + authority);
        }
        if (deadline != null && deadline.isExpired()) {
            String whose = deadline == options.getDeadline() ? "CallOptions" : "Context";
            return Status.DEADLINE_EXCEEDED.withDescription(
                    "ClientCall started after " + whose + " deadline was exceeded: " + deadline);
        }
        if (channel.isShutdown()) {
            return Status.UNAVAILABLE.withDescription("Channel shutdown invoked");
        }
        return null;
    }
}
