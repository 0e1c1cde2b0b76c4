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

    Call<C> with(C next) {
        return new Call<>(next, output, pull, ended);
    }

    Call<C> with(Output next) {
        return new Call<>(context, next, next == Output.ENDED ? Generator.OFF : pull, ended);
    }

    Call<C> with(Generator next) {
        return new Call<>(context, output, next, ended);
    }

    Call<C> inputEnded() {
        return new Call<>(context, output, pull, true);
    }
}
