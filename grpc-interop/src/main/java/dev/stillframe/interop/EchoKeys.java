package dev.stillframe.interop;

/** Metadata that the test service sends back. */
public final class EchoKeys {
    /** A text, ahead of the messages. */
    public static final String INITIAL = "x-grpc-test-echo-initial";

    /** Octets, with the trailers. */
    public static final String TRAILING = "x-grpc-test-echo-trailing-bin";

    /** A call's load report (gRFC A51), with the trailers. */
    public static final String LOAD_REPORT = "endpoint-load-metrics-bin";

    private EchoKeys() {}
}
