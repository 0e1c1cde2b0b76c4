package dev.stillframe.behaviour;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;

/** Sessions of vertx-web. */
final class Sessions {
    private Sessions() {}

    static void in(Book book) {
        book.add("sessions", Sessions::kept);
        book.add("a session destroyed", Sessions::destroyed);
    }

    private static Router router(Play play) {
        Router router = Routes.router(play);
        LocalSessionStore store = LocalSessionStore.create(play.vertx(), "sessions-" + play.port());
        play.closing(store::close);
        router.route().handler(SessionHandler.create(store));
        router.get("/count")
                .handler(
                        context -> {
                            Integer seen = context.session().get("seen");
                            int next = seen == null ? 1 : seen + 1;
                            context.session().put("seen", next);
                            context.end("seen " + next);
                        });
        router.get("/leave")
                .handler(
                        context -> {
                            context.session().destroy();
                            context.end("gone");
                        });
        return router;
    }

    private static String cookie(Play play, Answer answer) {
        String set = answer.field("set-cookie");
        play.see(
                answer.text()
                        + " "
                        + set.replaceAll("vertx-web.session=[^;]*", "vertx-web.session=(some)")
                                .replaceAll("Expires=[^;]*", "Expires=(some)"));
        return set.replaceAll(";.*", "");
    }

    private static void kept(Play play) throws Exception {
        router(play);
        Peer peer = play.peer();
        String cookie = cookie(play, peer.get(1, "/count").await(1));
        play.see(peer.get(3, "/count", "cookie", cookie).await(3).text());
        play.see(play.peer().get(1, "/count", "cookie", "a=b; " + cookie).await(1).text());
        cookie(play, peer.get(5, "/count").await(5));
    }

    private static void destroyed(Play play) throws Exception {
        router(play);
        Peer peer = play.peer();
        String cookie = cookie(play, peer.get(1, "/count").await(1));
        cookie(play, peer.get(3, "/leave", "cookie", cookie).await(3));
        cookie(play, peer.get(5, "/count", "cookie", cookie).await(5));
    }
}
