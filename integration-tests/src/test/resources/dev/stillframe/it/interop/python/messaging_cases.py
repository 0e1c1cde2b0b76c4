"""The cases in which messages of many sizes arrive whole and in order."""

from expectations import (
    LARGE_RESPONSE,
    PATIENCE_SECONDS,
    Conversation,
    expect,
    expect_all_zeros,
    expect_zeros,
    input_request,
    large_request,
    output_request,
    zeros,
)
from messages_pb2 import Empty, SimpleRequest
from methods import EMPTY_CALL, FULL_DUPLEX_CALL, STREAMING_INPUT_CALL, STREAMING_OUTPUT_CALL, UNARY_CALL

RESPONSES = [31415, 9, 2653, 58979]
REQUESTS = [27182, 8, 1828, 45904]
# Just under 4 MiB, the most that is received where nobody has said otherwise.
FOUR_MEGABYTES = 4_000_000


def empty_unary(channel):
    expect(Empty(), EMPTY_CALL.on(channel)(Empty(), timeout=PATIENCE_SECONDS))


def large_unary(channel):
    response = UNARY_CALL.on(channel)(large_request(), timeout=PATIENCE_SECONDS)
    expect_zeros(LARGE_RESPONSE, response.payload)


def four_megabytes_unary(channel):
    request = SimpleRequest(response_size=FOUR_MEGABYTES, payload=zeros(FOUR_MEGABYTES))
    expect_zeros(FOUR_MEGABYTES, UNARY_CALL.on(channel)(request, timeout=PATIENCE_SECONDS).payload)


def four_megabytes_streaming(channel):
    requests = [output_request(FOUR_MEGABYTES, request=FOUR_MEGABYTES)] * 3
    expect_all_zeros([FOUR_MEGABYTES] * 3, list(FULL_DUPLEX_CALL.on(channel)(iter(requests), timeout=PATIENCE_SECONDS)))


def client_streaming(channel):
    requests = [input_request(size) for size in REQUESTS]
    response = STREAMING_INPUT_CALL.on(channel)(iter(requests), timeout=PATIENCE_SECONDS)
    expect(sum(REQUESTS), response.aggregated_payload_size)


def server_streaming(channel):
    responses = STREAMING_OUTPUT_CALL.on(channel)(output_request(*RESPONSES), timeout=PATIENCE_SECONDS)
    expect_all_zeros(RESPONSES, list(responses))


def ping_pong(channel):
    talk = Conversation(FULL_DUPLEX_CALL.on(channel))
    for request, response in zip(REQUESTS, RESPONSES):
        talk.send(output_request(response, request=request))
        expect_zeros(response, next(talk.call).payload)
    talk.half_close()
    expect([], list(talk.call))


def empty_stream(channel):
    expect([], list(FULL_DUPLEX_CALL.on(channel)(iter([]), timeout=PATIENCE_SECONDS)))
