"""Python's gRPC against a server of ours: python-grpc-client.py TARGET [CERTIFICATE-FILE]

The messages are octets, so that there is nothing to generate. Prints a line for each thing that was right; anything wrong
ends it with an exception.
"""

import queue
import sys
import threading

import grpc

PATIENCE_SECONDS = 30
FOUR_MEGABYTES = 4 * 1024 * 1024
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def connect(compression=None):
    target = sys.argv[1]
    if len(sys.argv) < 3:
        return grpc.insecure_channel(target, options=OPTIONS, compression=compression)
    with open(sys.argv[2], "rb") as certificate:
        credentials = grpc.ssl_channel_credentials(certificate.read())
    return grpc.secure_channel(target, credentials, options=OPTIONS, compression=compression)


class Service:
    def __init__(self, channel):
        self.unary = channel.unary_unary("/it.It/Unary")
        self.join = channel.stream_unary("/it.It/Join")
        self.count = channel.unary_stream("/it.It/Count")
        self.echo = channel.stream_stream("/it.It/Echo")
        self.ended = channel.unary_unary("/it.It/Ended")
        self.nothing = channel.unary_unary("/it.It/Nothing")


def expect(expected, actual):
    if expected != actual:
        raise AssertionError(f"expected {expected!r:.200}, got {actual!r:.200}")


def failure(code, call, *arguments, **more):
    try:
        result = call(*arguments, timeout=more.pop("timeout", PATIENCE_SECONDS), **more)
        if not isinstance(result, bytes):
            list(result)
    except grpc.RpcError as error:
        expect(code, error.code())
        return error
    raise AssertionError("it did not fail")


def kinds(service):
    expect(b"hello", service.unary(b"hello", timeout=PATIENCE_SECONDS))
    expect(b"", service.unary(b"", timeout=PATIENCE_SECONDS))
    expect(b"abbccc", service.join(iter([b"a", b"bb", b"", b"ccc"]), timeout=PATIENCE_SECONDS))
    expect(b"", service.join(iter([]), timeout=PATIENCE_SECONDS))
    expect([b"x" * 10] * 1000, list(service.count(b"1000 10", timeout=PATIENCE_SECONDS)))
    expect([], list(service.count(b"0 10", timeout=PATIENCE_SECONDS)))
    expect([b"%d" % i for i in range(500)],
           list(service.echo((b"%d" % i for i in range(500)), timeout=PATIENCE_SECONDS)))
    expect([], list(service.echo(iter([]), timeout=PATIENCE_SECONDS)))
    print("four kinds")


def ping_pong(service):
    sent = queue.Queue()
    responses = service.echo(iter(sent.get, None), timeout=PATIENCE_SECONDS)
    for i in range(100):
        sent.put(b"ping %d" % i)
        expect(b"ping %d" % i, next(responses))
    sent.put(None)
    expect([], list(responses))
    expect(grpc.StatusCode.OK, responses.code())
    print("one after the other")


def metadata(service):
    sent = [("x-text", "a value"), ("x-text", "another"), ("x-octets-bin", bytes(range(256))), ("x-none-bin", b"")]
    response, call = service.unary.with_call(b"m", metadata=sent, timeout=PATIENCE_SECONDS)
    expect(b"m", response)
    head = [(key, value) for key, value in call.initial_metadata() if key.startswith("x-")]
    expect(sorted(sent), sorted(head))
    trailers = [(key, value) for key, value in call.trailing_metadata() if key.startswith("tx-")]
    expect(sorted(("t" + key, value) for key, value in sent), sorted(trailers))
    print("metadata")


def errors(service):
    for code in grpc.StatusCode:
        if code is not grpc.StatusCode.OK:
            for call, request in ((service.unary, b"fail %d" % code.value[0]),
                                  (service.count, b"fail %d" % code.value[0]),
                                  (service.join, iter([b"fail %d" % code.value[0]])),
                                  (service.echo, iter([b"first", b"fail %d" % code.value[0]]))):
                error = failure(code, call, request)
                expect("100 % \u00fcber 2 \u20ac, \U0001f600 %zz\n\ttwo lines", error.details())
                trailers = dict(error.trailing_metadata())
                expect("so", trailers["x-why"])
                expect(b"\x08\x05\x12\x02no", trailers["grpc-status-details-bin"])
    expect("", failure(grpc.StatusCode.UNKNOWN, service.unary, b"throw").details())
    failure(grpc.StatusCode.UNIMPLEMENTED, service.nothing, b"")
    failure(grpc.StatusCode.RESOURCE_EXHAUSTED, service.unary, b"x" * (FOUR_MEGABYTES + 1))
    expect(b"fine", service.unary(b"fine", timeout=PATIENCE_SECONDS))
    print("errors")


def deadlines(service):
    key = b"wait deadline %d" % threading.get_ident()
    failure(grpc.StatusCode.DEADLINE_EXCEEDED, service.unary, key, timeout=0.5)
    expect(b"cut", service.ended(key, timeout=PATIENCE_SECONDS))
    failure(grpc.StatusCode.DEADLINE_EXCEEDED, service.echo, iter([b"first", key + b" echo"]), timeout=0.5)
    expect(b"cut", service.ended(key + b" echo", timeout=PATIENCE_SECONDS))
    print("deadlines")


def cancel(service):
    sent = queue.Queue()
    responses = service.echo(iter(sent.get, None), timeout=PATIENCE_SECONDS)
    sent.put(b"to be cancelled")
    expect(b"to be cancelled", next(responses))
    responses.cancel()
    try:
        list(responses)
        raise AssertionError("it was not cancelled")
    except grpc.RpcError as error:
        expect(grpc.StatusCode.CANCELLED, error.code())
    sent.put(None)
    expect(b"cut", service.ended(b"to be cancelled", timeout=PATIENCE_SECONDS))
    # A client that has had enough of an endless response.
    numbers = service.count(b"100000000 1000", timeout=PATIENCE_SECONDS)
    for _ in range(100):
        next(numbers)
    numbers.cancel()
    expect(b"cut", service.ended(b"100000000 1000", timeout=PATIENCE_SECONDS))
    print("cancel")


def large(service):
    octets = bytes(range(256)) * (FOUR_MEGABYTES // 256)
    expect(octets, service.unary(octets, timeout=PATIENCE_SECONDS))
    expect([octets] * 4, list(service.echo(iter([octets] * 4), timeout=PATIENCE_SECONDS)))
    expect([b"x" * FOUR_MEGABYTES] * 4, list(service.count(b"4 %d" % FOUR_MEGABYTES, timeout=PATIENCE_SECONDS)))
    print("4 MB")


def zipped(service):
    for text in (b"", b"a", b"again " * 10000):
        expect(text, service.unary(text, timeout=PATIENCE_SECONDS, metadata=[("x-gzip", "1")]))
        expect([text] * 3, list(service.echo(iter([text] * 3), timeout=PATIENCE_SECONDS, metadata=[("x-gzip", "1")])))
        expect(text * 3, service.join(iter([text] * 3), timeout=PATIENCE_SECONDS))
    failure(grpc.StatusCode.RESOURCE_EXHAUSTED, service.unary, b"x" * (FOUR_MEGABYTES + 1))
    print("gzip")


def many(service):
    calls = [(b"call %d" % i, service.unary.future(b"call %d" % i, timeout=PATIENCE_SECONDS)) for i in range(1000)]
    texts = [[b"%d %d" % (i, j) for j in range(20)] for i in range(50)]
    streams = [(text, service.echo(iter(text), timeout=PATIENCE_SECONDS)) for text in texts]
    for expected, call in calls:
        expect(expected, call.result())
    for expected, responses in streams:
        expect(expected, list(responses))
    print("many at a time")


with connect() as channel:
    plain = Service(channel)
    kinds(plain)
    ping_pong(plain)
    metadata(plain)
    errors(plain)
    deadlines(plain)
    cancel(plain)
    large(plain)
    many(plain)
with connect(grpc.Compression.Gzip) as channel:
    zipped(Service(channel))
print("all right")
