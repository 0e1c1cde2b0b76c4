"""What a case demands, and the requests that most of them send."""

import queue

import grpc

from messages_pb2 import Payload, SimpleRequest, StreamingInputCallRequest, StreamingOutputCallRequest

PATIENCE_SECONDS = 30
LARGE_REQUEST = 271828
LARGE_RESPONSE = 314159


class Failure(Exception):
    """The other end did not do what the case demands."""


def expect(expected, actual):
    if expected != actual:
        raise Failure(f"expected {expected!r:.200}, got {actual!r:.200}")


def zeros(size):
    return Payload(body=bytes(size))


def expect_zeros(size, payload):
    expect(size, len(payload.body))
    expect(0, sum(payload.body))


def expect_all_zeros(sizes, responses):
    expect(sizes, [len(each.payload.body) for each in responses])
    for each in responses:
        expect(0, sum(each.payload.body))


def large_request(**more):
    return SimpleRequest(response_size=LARGE_RESPONSE, payload=zeros(LARGE_REQUEST), **more)


def input_request(size):
    return StreamingInputCallRequest(payload=zeros(size))


def output_request(*sizes, request=None):
    """Asks for responses of these sizes; carries a payload itself where a size of it is given."""
    message = StreamingOutputCallRequest(payload=None if request is None else zeros(request))
    for size in sizes:
        message.response_parameters.add(size=size)
    return message


def expect_failure(code, do):
    """Runs what must fail so; gives back the error."""
    try:
        do()
    except grpc.RpcError as error:
        expect(code, error.code())
        return error
    raise Failure(f"it did not fail with {code}")


class Conversation:
    """Requests that are sent one at a time."""

    def __init__(self, start, **options):
        self._requests = queue.Queue()
        self.call = start(iter(self._requests.get, None), timeout=options.pop("timeout", PATIENCE_SECONDS), **options)

    def send(self, request):
        self._requests.put(request)

    def half_close(self):
        self._requests.put(None)
