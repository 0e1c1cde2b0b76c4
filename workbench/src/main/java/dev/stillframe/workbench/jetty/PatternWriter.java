package dev.stillframe.workbench.jetty;

import dev.stillframe.workbench.front.Reference;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/** Writes octets of the pattern, a piece when the one before has left. */
final class PatternWriter extends IteratingNestedCallback {

    private final Response response;
    private long left;
    private boolean ended;

    PatternWriter(Response response, long octets, Callback callback) {
        super(callback);
        this.response = response;
        this.left = octets;
    }

    @Override
    protected Action process() {
        if (ended) {
            return Action.SUCCEEDED;
        }
        ByteBuffer piece = Reference.pattern();
        piece.limit((int) Math.min(piece.limit(), left));
        left -= piece.limit();
        ended = left == 0;
        response.write(ended, piece, this);
        return Action.SCHEDULED;
    }
}
