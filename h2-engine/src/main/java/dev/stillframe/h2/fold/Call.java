package dev.stillframe.h2.fold;

/**
 * One stream's fold between two signals.
 *
 * @param context the last context
 * @param output how far our message is
 * @param pull what the generator is doing
 * @param ended whether the end of the peer's message was signalled
 */
record Call<C>(C context, Output output, Generator pull, boolean ended) {
    /** How far our message is. */
    enum Output {
        HEAD,
        /** As HEAD, and it is the whole of it: the request's method was HEAD. */
        HEAD_ALONE,
        CONTENT,
        /** It has ended with its head. Content is dropped, as for a GET there would be some. */
        SILENT,
        ENDED
    }

    /** What the generator is doing. */
    enum Generator {
        /** It is not to be asked: no final head yet, or the message has ended. */
        OFF,
        /** Credit was asked for. */
        WAITING,
        /** It had nothing; it is asked again after the next signal. */
        IDLE
    }

    static <C> Call<C> of(C context, Output output) {
        return new Call<>(context, output, Generator.OFF, false);
    }

    /** A draft that begins with this call, which stays as it is. */
    Draft<C> draft() {
        return new Draft<>(this);
    }

    /** A call in the making, within one step. */
    static final class Draft<C> {
        private final Call<C> before;
        C context;
        Output output;
        Generator pull;
        boolean ended;

        private Draft(Call<C> before) {
            this.before = before;
            this.context = before.context;
            this.output = before.output;
            this.pull = before.pull;
            this.ended = before.ended;
        }

        void output(Output next) {
            output = next;
            if (next == Output.ENDED) {
                pull = Generator.OFF;
            }
        }

        /** Whether our message has ended. */
        boolean isOver() {
            return output == Output.ENDED || output == Output.SILENT;
        }

        /** The call as it is now; the one that the draft began with when nothing has changed. */
        Call<C> freeze() {
            return context == before.context
                            && output == before.output
                            && pull == before.pull
                            && ended == before.ended
                    ? before
                    : new Call<>(context, output, pull, ended);
        }
    }
}
