package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** What is asked of a response that is under way or over. */
final class LateResponses {
    private LateResponses() {}

    static void in(Book book) {
        book.add("written after the end", LateResponses::late);
        book.add("fields after the head", LateResponses::lateFields);
        book.add("ends twice", LateResponses::twice);
        book.add("null", LateResponses::nulls);
    }

    private static void late(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response();
                    response.end("done");
                    RequestBodies.refused(
                            play, "write", () -> play.ends("write", response.write("late")));
                    RequestBodies.refused(play, "end", () -> play.ends("end", response.end()));
                    RequestBodies.refused(play, "continue", response::writeContinue);
                    RequestBodies.refused(play, "sendFile", () -> response.sendFile("none"));
                    RequestBodies.refused(play, "push", () -> response.push(request.method(), "/"));
                    RequestBodies.refused(
                            play, "frame", () -> response.writeCustomFrame(20, 0, Buffer.buffer()));
                    RequestBodies.refused(
                            play, "setWriteQueueMaxSize", () -> response.setWriteQueueMaxSize(9));
                    RequestBodies.refused(play, "writeQueueFull", response::writeQueueFull);
                    RequestBodies.refused(
                            play, "drainHandler", () -> response.drainHandler(ready -> {}));
                    RequestBodies.refused(
                            play, "exceptionHandler", () -> response.exceptionHandler(e -> {}));
                    RequestBodies.refused(
                            play, "closeHandler", () -> response.closeHandler(e -> {}));
                    RequestBodies.refused(play, "endHandler", () -> response.endHandler(e -> {}));
                    RequestBodies.refused(
                            play, "headersEndHandler", () -> response.headersEndHandler(e -> {}));
                    RequestBodies.refused(
                            play, "bodyEndHandler", () -> response.bodyEndHandler(e -> {}));
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("bodyEndHandler");
    }

    private static void lateFields(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response();
                    response.setChunked(true).write("begun");
                    RequestBodies.refused(play, "putHeader", () -> response.putHeader("x", "y"));
                    RequestBodies.refused(play, "headers", () -> response.headers().add("x", "y"));
                    RequestBodies.refused(play, "status", () -> response.setStatusCode(500));
                    RequestBodies.refused(play, "message", () -> response.setStatusMessage("x"));
                    RequestBodies.refused(play, "chunked", () -> response.setChunked(false));
                    RequestBodies.refused(play, "trailer", () -> response.putTrailer("z", "1"));
                    RequestBodies.refused(play, "continue", response::writeContinue);
                    RequestBodies.refused(
                            play,
                            "hints",
                            () -> play.ends("hints", response.writeEarlyHints(request.headers())));
                    response.end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void twice(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().end("once");
                    RequestBodies.refused(
                            play,
                            "again",
                            () -> play.ends("again", request.response().end("twice")));
                });
        Peer peer = play.peer();
        play.see(peer.get(1, "/").await(1));
        play.see(peer.get(3, "/").await(3));
    }

    private static void nulls(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response();
                    RequestBodies.refused(play, "write", () -> response.write((Buffer) null));
                    RequestBodies.refused(play, "end", () -> response.end((String) null));
                    RequestBodies.refused(
                            play, "headers", () -> response.putHeader("x", (String) null));
                    RequestBodies.refused(play, "drain", () -> response.drainHandler(null));
                    RequestBodies.refused(play, "exception", () -> response.exceptionHandler(null));
                    RequestBodies.refused(play, "close", () -> response.closeHandler(null));
                    if (!response.ended()) {
                        response.end();
                    }
                });
        play.see(play.peer().get(1, "/").await(1));
    }
}
