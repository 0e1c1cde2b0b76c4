package dev.stillframe.behaviour;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.handler.ResponseTimeHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A Router of vertx-web in front of everything. */
final class Routes {
    private static final String TYPE = "content-type";

    private Routes() {}

    static void in(Book book) {
        book.add("routes", Routes::routes);
        book.add("failures", Routes::failures);
        book.add("json", Routes::json);
        book.add("a body too large", Routes::tooLarge);
        book.add("a body too large by its length", Routes::tooLong);
        book.add("a form", Routes::form);
        book.add("uploads", Routes::uploads);
        book.add("a body behind a blocking handler", Routes::blocking);
        book.add("static files", Routes::statics);
        book.add("ranges", Routes::ranges);
        book.add("conditions", Routes::conditions);
        book.add("cross-origin", Routes::crossOrigin);
        book.add("a time-out", Routes::timeout);
        book.add("end handlers", Routes::ends);
        book.add("a stream of events", Routes::events);
    }

    static Router router(Play play) {
        Router router = Router.router(play.vertx());
        play.serve(router);
        return router;
    }

    private static void routes(Play play) throws Exception {
        Router router = router(play);
        router.route()
                .handler(
                        context -> {
                            play.note(context.normalizedPath());
                            context.next();
                        });
        router.get("/things/:id")
                .handler(
                        context ->
                                context.end(
                                        "thing "
                                                + context.pathParam("id")
                                                + " "
                                                + context.queryParam("q")));
        router.post("/things").handler(context -> context.response().setStatusCode(201).end());
        router.get("/from").handler(context -> context.reroute("/things/rerouted"));
        router.get("/redirected").handler(context -> context.redirect("/elsewhere"));
        Router sub = Router.router(play.vertx());
        sub.get("/inner").handler(context -> context.end("inner at " + context.mountPoint()));
        router.route("/sub/*").subRouter(sub);
        router.get("/chained")
                .handler(
                        context -> {
                            context.put("said", "one");
                            context.next();
                        });
        router.get("/chained").handler(context -> context.end(context.get("said") + " two"));
        Peer peer = play.peer();
        String[] asked = {
            "/things/7?q=x",
            "/things",
            "/from",
            "/sub/inner",
            "/chained",
            "/nowhere",
            "/redirected",
            "//things//8/../9"
        };
        for (int i = 0; i < asked.length; i++) {
            play.see(asked[i]);
            play.see(peer.get(1 + 2 * i, asked[i]).await(1 + 2 * i));
        }
        play.see(peer.headers(101, true, Fields.request("POST", "/things")).await(101));
        play.see(peer.headers(103, true, Fields.request("HEAD", "/things/1")).await(103));
    }

    private static void failures(Play play) throws Exception {
        Router router = router(play);
        router.get("/thrown")
                .handler(
                        context -> {
                            throw new IllegalArgumentException("on purpose");
                        });
        router.get("/failed").handler(context -> context.fail(418));
        router.get("/handled")
                .handler(context -> context.fail(503, new IllegalStateException("ours")));
        router.get("/handled")
                .failureHandler(
                        context ->
                                context.response()
                                        .setStatusCode(context.statusCode())
                                        .end(context.failure().getMessage()));
        router.errorHandler(
                418, context -> context.response().setStatusCode(418).end("a pot of tea"));
        Peer peer = play.peer();
        int stream = 1;
        for (String path : new String[] {"/thrown", "/failed", "/handled", "/none"}) {
            play.see(peer.get(stream, path).await(stream));
            stream += 2;
        }
    }

    private static void json(Play play) throws Exception {
        Router router = router(play);
        router.post().handler(BodyHandler.create(false));
        router.post()
                .handler(
                        context -> {
                            JsonObject body = context.body().asJsonObject();
                            context.json(body.put("seen", true));
                        });
        Peer peer = play.peer().post(1, "/", TYPE, "application/json").data(1, true, "{\"a\":1}");
        play.see(peer.await(1));
        play.see(peer.post(3, "/", TYPE, "application/json").data(3, true, "{no json").await(3));
    }

    private static void limited(Play play) {
        Router router = router(play);
        router.post().handler(BodyHandler.create(false).setBodyLimit(1_000));
        router.post().handler(context -> context.end("got " + context.body().length()));
    }

    private static void tooLarge(Play play) throws Exception {
        limited(play);
        Peer peer = play.peer().post(1, "/");
        play.see(
                peer.data(1, false, RequestBodies.pattern(900))
                        .data(1, true, RequestBodies.pattern(900))
                        .await(1));
        play.see(peer.post(3, "/").data(3, true, RequestBodies.pattern(1_000)).await(3));
    }

    private static void tooLong(Play play) throws Exception {
        limited(play);
        Peer peer = play.peer().post(1, "/", "content-length", "1001");
        play.see(peer.await(1));
        play.see(peer.ping().ending());
    }

    private static void form(Play play) throws Exception {
        Router router = router(play);
        router.post().handler(BodyHandler.create(false).setMergeFormAttributes(true));
        router.post()
                .handler(
                        context -> {
                            context.request()
                                    .formAttributes()
                                    .forEach((name, value) -> play.note(name + "=" + value));
                            context.end("b is " + context.request().getParam("b"));
                        });
        Peer peer =
                play.peer()
                        .post(1, "/?c=3", TYPE, "application/x-www-form-urlencoded")
                        .data(1, true, "a=1&b=2");
        play.see(peer.await(1));
    }

    private static void uploads(Play play) throws Exception {
        Router router = router(play);
        router.post()
                .handler(
                        BodyHandler.create(play.folder().resolve("uploads").toString())
                                .setDeleteUploadedFilesOnEnd(true));
        router.post()
                .handler(
                        context -> {
                            for (FileUpload upload : context.fileUploads()) {
                                String kept =
                                        context.vertx()
                                                .fileSystem()
                                                .readFileBlocking(upload.uploadedFileName())
                                                .toString();
                                play.note(
                                        upload.name()
                                                + " "
                                                + upload.fileName()
                                                + " "
                                                + upload.contentType()
                                                + " "
                                                + upload.size()
                                                + " '"
                                                + kept
                                                + "'");
                            }
                            play.note("title " + context.request().getFormAttribute("title"));
                            context.end("got " + context.fileUploads().size());
                        });
        String body =
                """
                --x\r
                content-disposition: form-data; name="title"\r
                \r
                a title\r
                --x\r
                content-disposition: form-data; name="one"; filename="1.txt"\r
                content-type: text/plain\r
                \r
                first\r
                --x\r
                content-disposition: form-data; name="two"; filename="2.txt"\r
                content-type: text/html\r
                \r
                second\r
                --x--\r
                """;
        Peer peer = play.peer().post(1, "/", TYPE, "multipart/form-data; boundary=x");
        play.see(
                peer.data(1, false, body.substring(0, 100))
                        .ping()
                        .data(1, true, body.substring(100))
                        .await(1));
    }

    private static void blocking(Play play) throws Exception {
        Router router = router(play);
        router.post()
                .handler(
                        context -> {
                            context.request().pause();
                            context.next();
                        });
        router.post()
                .blockingHandler(
                        context -> {
                            play.note(
                                    "worker "
                                            + Thread.currentThread().getName().contains("worker"));
                            context.next();
                        });
        BodyHandler bodies = BodyHandler.create(false);
        router.post()
                .handler(
                        context -> {
                            bodies.handle(context);
                            context.request().resume();
                        });
        router.post()
                .blockingHandler(context -> context.end("got " + context.body().asString()), false);
        Peer peer = play.peer().post(1, "/").data(1, true, "kept meanwhile");
        play.see(peer.await(1));
    }

    private static Peer statics(Play play, boolean caching) throws Exception {
        Path web = Files.createDirectories(play.folder().resolve("web"));
        Files.write(web.resolve("a.txt"), RequestBodies.pattern(26));
        Files.write(web.resolve("index.html"), "<p>".getBytes());
        Files.write(web.resolve("large.bin"), RequestBodies.pattern(200_000));
        Files.setLastModifiedTime(web.resolve("a.txt"), FileTime.fromMillis(1_700_000_000_000L));
        Router router = router(play);
        router.route("/web/*").handler(Line.statics(web.toString()).setCachingEnabled(caching));
        return play.peer();
    }

    private static void statics(Play play) throws Exception {
        Peer peer = statics(play, false);
        int stream = 1;
        for (String path :
                new String[] {
                    "/web/a.txt", "/web/", "/web/none.txt", "/web/large.bin", "/web/../secret"
                }) {
            play.see(peer.get(stream, path).await(stream));
            stream += 2;
        }
        play.see(peer.headers(stream, true, Fields.request("HEAD", "/web/a.txt")).await(stream));
    }

    private static void ranges(Play play) throws Exception {
        Peer peer = statics(play, false);
        int stream = 1;
        for (String range : new String[] {"0-4", "5-", "25-", "0-100", "26-", "-3", "x-y"}) {
            play.see(range);
            play.see(peer.get(stream, "/web/a.txt", "range", "bytes=" + range).await(stream));
            stream += 2;
        }
    }

    private static void conditions(Play play) throws Exception {
        Peer peer = statics(play, true);
        Answer first = peer.get(1, "/web/a.txt").await(1);
        play.see(first);
        play.see(
                peer.get(3, "/web/a.txt", "if-modified-since", first.field("last-modified"))
                        .await(3));
        play.see(peer.get(5, "/web/a.txt", "if-none-match", first.field("etag")).await(5));
    }

    private static void crossOrigin(Play play) throws Exception {
        Router router = router(play);
        router.route()
                .handler(
                        CorsHandler.create()
                                .addOrigin("https://some.test")
                                .allowedMethod(HttpMethod.PUT));
        router.route().handler(context -> context.end("x"));
        Peer peer = play.peer();
        play.see(peer.get(1, "/", "origin", "https://some.test").await(1));
        play.see(
                peer.headers(
                                3,
                                true,
                                Fields.request(
                                        "OPTIONS",
                                        "/",
                                        "origin",
                                        "https://some.test",
                                        "access-control-request-method",
                                        "PUT"))
                        .await(3));
        play.see(peer.get(5, "/", "origin", "https://other.test").await(5));
    }

    private static void timeout(Play play) throws Exception {
        Router router = router(play);
        router.route().handler(TimeoutHandler.create(20));
        router.route().handler(context -> play.note("never answers"));
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void ends(Play play) throws Exception {
        Router router = router(play);
        Handler<RoutingContext> watching =
                context -> {
                    context.addHeadersEndHandler(done -> play.note("headers", "headers end"));
                    context.addBodyEndHandler(done -> play.note("headers", "body end"));
                    context.addEndHandler(done -> play.note("end", "end " + done.succeeded()));
                    context.next();
                };
        router.route().handler(ResponseTimeHandler.create());
        router.route().handler(watching);
        router.route().handler(context -> context.end("x"));
        Answer answer = play.peer().get(1, "/").await(1);
        play.see(
                answer.field(":status")
                        + ", timed "
                        + answer.field("x-response-time").endsWith("ms"));
        play.awaits("end", "end");
    }

    private static void events(Play play) throws Exception {
        Router router = router(play);
        router.get("/events")
                .handler(
                        context -> {
                            context.response()
                                    .setChunked(true)
                                    .putHeader(TYPE, "text/event-stream");
                            context.response().closeHandler(closed -> play.note("nobody listens"));
                            context.response().write("data: first\n\n");
                            play.later("event", () -> context.response().write("data: second\n\n"));
                        });
        Peer peer = play.peer().get(1, "/events", "accept", "text/event-stream");
        peer.until(() -> peer.answer(1).text().contains("first"));
        play.now("event");
        peer.until(() -> peer.answer(1).text().contains("second"));
        play.see(peer.answer(1));
        peer.reset(1, 8);
        play.awaits("nobody listens");
        play.see(peer.ping().ending());
    }
}
