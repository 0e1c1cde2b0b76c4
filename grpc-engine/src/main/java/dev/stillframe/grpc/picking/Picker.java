package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Status;
import java.util.List;
import java.util.Set;

/** Where calls go at the moment: an immutable value, that any thread may use. */
public sealed interface Picker {
    /**
     * To one of these.
     *
     * @param subchannels their numbers; never empty
     */
    record Use(List<Integer> subchannels) implements Picker {
        public Use {
            subchannels = List.copyOf(subchannels);
            if (subchannels.isEmpty()) {
                throw new IllegalArgumentException("nothing to use");
            }
        }

        /**
         * One of them.
         *
         * @param turn one more for each call; any number to begin with
         * @param avoided those that are taken only when there is no other
         */
        public int pick(long turn, Set<Integer> avoided) {
            int size = subchannels.size();
            int first = (int) Long.remainderUnsigned(turn, size);
            for (int i = 0; i < size && !avoided.isEmpty(); i++) {
                int one = subchannels.get((first + i) % size);
                if (!avoided.contains(one)) {
                    return one;
                }
            }
            return subchannels.get(first);
        }
    }

    /** Nowhere yet: they wait. */
    record Wait() implements Picker {}

    /**
     * Nowhere: they fail, but those that wait for readiness wait.
     *
     * @param status UNAVAILABLE, with the reason
     */
    record Fail(Status status) implements Picker {}
}
