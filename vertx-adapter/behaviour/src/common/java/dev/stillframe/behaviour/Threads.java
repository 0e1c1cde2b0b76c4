package dev.stillframe.behaviour;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Which thread and which context runs what. */
final class Threads {
    private Threads() {}

    static void in(Book book) {
        book.add("instances that share a port", Threads::shared);
        book.add("an instance undeployed", Threads::undeployed);
        book.add("one loop for a connection", Threads::oneLoop);
        book.add("a context of its own for each request", Threads::contexts);
        book.add("on an event loop", play -> verticle(play, ThreadingModel.EVENT_LOOP));
        book.add("on workers", play -> verticle(play, ThreadingModel.WORKER));
        book.add("on virtual threads", play -> verticle(play, ThreadingModel.VIRTUAL_THREAD));
        book.add("body on workers", play -> body(play, ThreadingModel.WORKER));
        book.add("body on virtual threads", play -> body(play, ThreadingModel.VIRTUAL_THREAD));
        book.add("virtual threads that wait", Threads::waiting);
        book.add("virtual threads that read", Threads::reading);
        book.add("workers, streams in order", Threads::workersInOrder);
        book.add("reset on a worker", play -> reset(play, ThreadingModel.WORKER));
        book.add("reset on a virtual thread", play -> reset(play, ThreadingModel.VIRTUAL_THREAD));
        book.add("written on any thread", Threads::anyThread);
        book.add("executeBlocking", Threads::blocking);
    }

    /** Connections go round the instances. */
    private static void shared(Play play) throws Exception {
        Set<Object> instances = ConcurrentHashMap.newKeySet();
        Serving.deploy(
                play,
                ThreadingModel.EVENT_LOOP,
                3,
                (instance, request) -> {
                    instances.add(instance);
                    request.response().end("served");
                });
        for (int i = 0; i < 6; i++) {
            Peer peer = play.peer();
            play.see(peer.get(1, "/").await(1).text());
            peer.close();
        }
        play.see("instances " + instances.size());
    }

    private static void undeployed(Play play) throws Exception {
        AtomicInteger which = new AtomicInteger();
        int port = Ports.free();
        Supplier<Verticle> first =
                () -> new Serving(play, port, (instance, request) -> request.response().end("one"));
        String one = play.await(play.vertx().deployVerticle(first, new DeploymentOptions()));
        play.closing(() -> play.await(play.vertx().undeploy(one)));
        Supplier<Verticle> made =
                () ->
                        new Serving(
                                play,
                                port,
                                (instance, request) -> {
                                    which.incrementAndGet();
                                    request.response().end("other");
                                });
        String other = play.await(play.vertx().deployVerticle(made, new DeploymentOptions()));
        var texts = new TreeMap<String, Integer>();
        for (int i = 0; i < 4; i++) {
            texts.merge(play.peer().get(1, "/").await(1).text(), 1, Integer::sum);
        }
        play.see(texts);
        play.await(play.vertx().undeploy(other));
        texts.clear();
        for (int i = 0; i < 4; i++) {
            texts.merge(play.peer().get(1, "/").await(1).text(), 1, Integer::sum);
        }
        play.see(texts);
    }

    private static void oneLoop(Play play) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Serving.deploy(
                play,
                ThreadingModel.EVENT_LOOP,
                1,
                (instance, request) -> {
                    threads.add(Thread.currentThread());
                    request.body()
                            .onSuccess(
                                    body -> {
                                        threads.add(Thread.currentThread());
                                        request.response().end();
                                    });
                });
        Peer peer = play.peer();
        for (int stream = 1; stream < 20; stream += 2) {
            peer.post(stream, "/").data(stream, true, "x").await(stream);
        }
        play.see("threads " + threads.size());
    }

    private static void contexts(Play play) throws Exception {
        Set<Context> contexts = ConcurrentHashMap.newKeySet();
        Serving.deploy(
                play,
                ThreadingModel.EVENT_LOOP,
                1,
                (instance, request) -> {
                    Context mine = Vertx.currentContext();
                    play.note(
                            "new "
                                    + contexts.add(mine)
                                    + ", a duplicate "
                                    + Line.isDuplicate(mine)
                                    + " of the verticle's "
                                    + Line.isDuplicateOf(mine, instance.own()));
                    request.endHandler(
                            ended ->
                                    play.note(
                                            "same at the end " + (Vertx.currentContext() == mine)));
                    request.response()
                            .endHandler(
                                    ended ->
                                            play.note(
                                                    "same after "
                                                            + (Vertx.currentContext() == mine)));
                    request.connection()
                            .closeHandler(
                                    closed ->
                                            play.note(
                                                    "closed",
                                                    "of no request "
                                                            + !Line.isDuplicate(
                                                                    Vertx.currentContext())));
                    request.body()
                            .onComplete(
                                    body -> {
                                        play.note(
                                                "same in a future "
                                                        + (Vertx.currentContext() == mine));
                                        play.vertx()
                                                .setTimer(
                                                        1,
                                                        ignored -> {
                                                            play.note(
                                                                    "same in a timer "
                                                                            + (Vertx
                                                                                            .currentContext()
                                                                                    == mine));
                                                            request.response().end();
                                                        });
                                    });
                });
        Peer peer = play.peer();
        for (int stream = 1; stream < 6; stream += 2) {
            peer.post(stream, "/").data(stream, true, "x").await(stream);
            play.awaits(Play.APP, "same after", (stream + 1) / 2);
        }
        peer.close();
        play.awaits("closed", "of no request");
    }

    private static String kind() {
        return "event loop "
                + Context.isOnEventLoopThread()
                + ", worker "
                + Context.isOnWorkerThread()
                + ", virtual "
                + Thread.currentThread().isVirtual();
    }

    private static void verticle(Play play, ThreadingModel model) throws Exception {
        Serving.deploy(
                play,
                model,
                1,
                (instance, request) -> {
                    play.note("handler on " + kind());
                    request.response()
                            .endHandler(ended -> play.note("end", "end handler on " + kind()));
                    request.response()
                            .closeHandler(
                                    closed -> play.note("close", "close handler on " + kind()));
                    request.connection()
                            .closeHandler(
                                    closed -> play.note("connection", "connection on " + kind()));
                    request.response()
                            .setChunked(true)
                            .write("one ")
                            .onComplete(done -> play.note("future", "future on " + kind()));
                    request.response().end("two");
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.awaits("end", "end");
        play.awaits("close", "close");
        play.awaits("future", "future");
        peer.close();
        play.awaits("connection", "connection");
    }

    private static void body(Play play, ThreadingModel model) throws Exception {
        Serving.deploy(
                play,
                model,
                1,
                (instance, request) -> {
                    play.note("handler on " + kind());
                    AtomicInteger octets = new AtomicInteger();
                    request.handler(piece -> octets.addAndGet(piece.length()));
                    request.endHandler(
                            ended -> {
                                play.note("end on " + kind() + " after " + octets.get());
                                request.response()
                                        .end(Buffer.buffer(RequestBodies.pattern(100_000)));
                            });
                });
        Peer peer = play.peer().post(1, "/").upload(1, RequestBodies.pattern(300_000));
        play.see(peer.await(1));
    }

    /** Each of them waits for all: none waits for its thread. */
    private static void waiting(Play play) throws Exception {
        int many = 10;
        CountDownLatch all = new CountDownLatch(many);
        Serving.deploy(
                play,
                ThreadingModel.VIRTUAL_THREAD,
                1,
                (instance, request) -> {
                    all.countDown();
                    try {
                        // As applications do it: the verticle's lock is free meanwhile.
                        Future.await(
                                instance.vertx()
                                        .executeBlocking(
                                                () ->
                                                        all.await(
                                                                Play.PATIENCE.toSeconds(),
                                                                TimeUnit.SECONDS),
                                                false));
                    } catch (RuntimeException failure) {
                        play.note(Play.told(failure));
                    }
                    request.response().end(request.path());
                });
        Peer peer = play.peer();
        for (int i = 0; i < many; i++) {
            peer.get(1 + 2 * i, "/" + i);
        }
        for (int i = 0; i < many; i++) {
            play.see(peer.await(1 + 2 * i).text());
        }
    }

    private static void reading(Play play) throws Exception {
        Serving.deploy(
                play,
                ThreadingModel.VIRTUAL_THREAD,
                1,
                (instance, request) -> {
                    var body = Future.await(request.body());
                    Future.await(request.response().setChunked(true).write("got "));
                    Future.await(request.response().end(body));
                    play.note("ended " + request.response().ended());
                });
        Peer peer = play.peer().post(1, "/").data(1, false, "all ").ping();
        play.see(peer.data(1, true, "of it").await(1));
        play.awaits("ended");
    }

    private static void workersInOrder(Play play) throws Exception {
        Serving.deploy(
                play,
                ThreadingModel.WORKER,
                1,
                (instance, request) -> {
                    play.note(request.path());
                    request.response().end(request.path());
                });
        Peer peer = play.peer();
        for (int i = 0; i < 20; i++) {
            peer.get(1 + 2 * i, "/" + i);
        }
        for (int i = 0; i < 20; i++) {
            play.see(peer.await(1 + 2 * i).text());
        }
    }

    private static void reset(Play play, ThreadingModel model) throws Exception {
        Serving.deploy(
                play,
                model,
                1,
                (instance, request) -> {
                    request.exceptionHandler(
                            failure -> play.note("request", Play.told(failure) + " on " + kind()));
                    request.response()
                            .exceptionHandler(
                                    failure ->
                                            play.note(
                                                    "response",
                                                    Play.told(failure) + " on " + kind()));
                    request.response().closeHandler(closed -> play.note("close", "on " + kind()));
                    play.note("handled");
                });
        Peer peer = play.peer().post(1, "/");
        play.awaits("handled");
        peer.reset(1, 8);
        play.awaits("close", "on");
        play.awaits("request", "on");
    }

    private static void anyThread(Play play) throws Exception {
        Serving.deploy(
                play,
                ThreadingModel.EVENT_LOOP,
                1,
                (instance, request) -> {
                    request.response().setChunked(true);
                    Handler<Integer> write = number -> request.response().write(number + " ");
                    Thread thread =
                            new Thread(
                                    () -> {
                                        for (int i = 0; i < 100; i++) {
                                            write.handle(i);
                                        }
                                        request.response().end("end");
                                    });
                    thread.start();
                    play.closing(thread::join);
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void blocking(Play play) throws Exception {
        Serving.deploy(
                play,
                ThreadingModel.EVENT_LOOP,
                1,
                (instance, request) -> {
                    Context mine = Vertx.currentContext();
                    play.vertx()
                            .executeBlocking(
                                    () -> {
                                        play.note(
                                                "worker "
                                                        + Context.isOnWorkerThread()
                                                        + ", context "
                                                        + (Vertx.currentContext() == mine));
                                        return "computed";
                                    })
                            .onSuccess(
                                    text -> {
                                        play.note(
                                                "back on "
                                                        + kind()
                                                        + ", context "
                                                        + (Vertx.currentContext() == mine));
                                        request.response().end(text);
                                    });
                });
        play.see(play.peer().get(1, "/").await(1));
    }
}
