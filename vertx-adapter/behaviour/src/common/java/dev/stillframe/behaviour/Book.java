package dev.stillframe.behaviour;

import java.util.LinkedHashMap;
import java.util.Map;

/** All scenarios by name: {@code chapter/what}. */
final class Book {
    private final Map<String, Scenario> scenarios = new LinkedHashMap<>();
    private String chapter = "";

    static Book whole() {
        Book book = new Book();
        book.chapter("request", Requests::in);
        book.chapter("request", RequestBodies::in);
        book.chapter("malformed", Malformed::in);
        book.chapter("response", Responses::in);
        book.chapter("response", LateResponses::in);
        book.chapter("response", Unsendable::in);
        book.chapter("interim", Interim::in);
        book.chapter("push", Pushes::in);
        book.chapter("file", SentFiles::in);
        book.chapter("flow", Flow::in);
        book.chapter("form", Forms::in);
        book.chapter("router", Routes::in);
        book.chapter("router", Sessions::in);
        book.chapter("failure", Failures::in);
        book.chapter("ending", Endings::in);
        book.chapter("shutdown", Shutdowns::in);
        book.chapter("connection", Connections::in);
        book.chapter("tls", Secured::in);
        book.chapter("threads", Threads::in);
        book.chapter("observed", Observed::in);
        book.chapter("limit", Limits::in);
        book.chapter("other", OtherProtocols::in);
        book.chapter("compression", Compression::in);
        book.chapter("compression", Codings::in);
        book.chapter("idle", Idleness::in);
        book.chapter("option", ServerOptions::in);
        book.chapter("drop-in", DropIns::in);
        return book;
    }

    /** What a chapter is told with. */
    @FunctionalInterface
    interface Chapter {
        void in(Book book);
    }

    private void chapter(String name, Chapter told) {
        chapter = name;
        told.in(this);
    }

    void add(String name, Scenario scenario) {
        if (scenarios.put(chapter + "/" + name, scenario) != null) {
            throw new IllegalStateException("two scenarios are " + chapter + "/" + name);
        }
    }

    Map<String, Scenario> scenarios() {
        return scenarios;
    }
}
