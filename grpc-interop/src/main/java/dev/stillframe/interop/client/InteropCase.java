package dev.stillframe.interop.client;

import java.util.Locale;

/**
 * The cases that need no cloud: those of grpc/grpc doc/interop-test-descriptions.md, those that
 * grpc-java has beside them, and two of ours. Each one's name on a command line is its own in lower
 * case.
 */
public enum InteropCase {
    EMPTY_UNARY(UnaryCases::empty, "messages of no octets"),
    CACHEABLE_UNARY(UnaryCases::cacheable, "a response that may be kept is kept"),
    LARGE_UNARY(UnaryCases::large, "messages larger than a window"),
    CLIENT_COMPRESSED_UNARY(
            CompressedCases::clientUnary, "a compressed request, which the server looks at"),
    CLIENT_COMPRESSED_UNARY_NOPROBE(
            CompressedCases::clientUnaryWithoutProbe, "the same, where the server does not"),
    SERVER_COMPRESSED_UNARY(CompressedCases::serverUnary, "a compressed response"),
    CLIENT_STREAMING(StreamCases::client, "requests, and one response"),
    CLIENT_COMPRESSED_STREAMING(
            CompressedCases::clientStreaming,
            "a compressed request and one that is not, which the server looks at"),
    CLIENT_COMPRESSED_STREAMING_NOPROBE(
            CompressedCases::clientStreamingWithoutProbe, "the same, where the server does not"),
    SERVER_STREAMING(StreamCases::server, "one request, and responses"),
    SERVER_COMPRESSED_STREAMING(
            CompressedCases::serverStreaming, "a compressed response and one that is not"),
    PING_PONG(StreamCases::pingPong, "each request waits for the response before it"),
    EMPTY_STREAM(StreamCases::empty, "a stream without a message"),
    CUSTOM_METADATA(EndCases::metadata, "metadata there and back, text and octets"),
    STATUS_CODE_AND_MESSAGE(EndCases::statusAndMessage, "how the server says that a call ends"),
    SPECIAL_STATUS_MESSAGE(EndCases::specialMessage, "a message of spaces, lines and emoji"),
    UNIMPLEMENTED_METHOD(EndCases::unimplementedMethod, "a method that nobody has"),
    UNIMPLEMENTED_SERVICE(EndCases::unimplementedService, "a service that nobody has"),
    CANCEL_AFTER_BEGIN(EndCases::cancelAfterBegin, "cancelled before the first message"),
    CANCEL_AFTER_FIRST_RESPONSE(
            EndCases::cancelAfterFirstResponse, "cancelled between two messages"),
    TIMEOUT_ON_SLEEPING_SERVER(EndCases::timeout, "a deadline that runs out"),
    VERY_LARGE_REQUEST(UnaryCases::veryLargeRequest, "a request of 10 MiB"),
    PICK_FIRST_UNARY(UnaryCases::pickFirst, "all calls reach one server"),
    ORCA_PER_RPC(LoadCases::perCall, "a load report with the trailers of a call"),
    ORCA_OOB(LoadCases::besideTheCalls, "load reports on a stream of their own"),
    RPC_SOAK(ManyCases::calls, "many calls on one channel"),
    CHANNEL_SOAK(ManyCases::channels, "many calls, each on a channel of its own"),
    CONCURRENT_LARGE_UNARY(ManyCases::atOnce, "many calls at a time on one channel"),
    FOUR_MEGABYTES_UNARY(UnaryCases::fourMegabytes, "4 MB there and back at once"),
    FOUR_MEGABYTES_STREAMING(StreamCases::fourMegabytes, "4 MB there and back on a stream");

    private final Playing playing;
    private final String shows;

    /** What is done. */
    @FunctionalInterface
    interface Playing {
        void play(Play play) throws Exception;
    }

    InteropCase(Playing playing, String shows) {
        this.playing = playing;
        this.shows = shows;
    }

    /**
     * The case of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static InteropCase named(String name) {
        for (InteropCase each : values()) {
            if (each.title().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such case: " + name);
    }

    /** Its name, as gRPC's interop programs write it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it shows, in a few words. */
    public String shows() {
        return shows;
    }

    void play(Play play) throws Exception {
        playing.play(play);
    }

    @Override
    public String toString() {
        return title();
    }
}
