"""The cases of compression, as far as Python can play them: it says whether a call's messages are compressed, and does not
tell whether those that came were."""

import grpc

from expectations import (
    LARGE_RESPONSE,
    PATIENCE_SECONDS,
    expect_all_zeros,
    expect_failure,
    expect_zeros,
    large_request,
)
from messages_pb2 import BoolValue, StreamingOutputCallRequest
from methods import STREAMING_OUTPUT_CALL, UNARY_CALL


def client_compressed_unary(channel):
    call = UNARY_CALL.on(channel)
    expected = large_request(expect_compressed=BoolValue(value=True))
    expect_failure(grpc.StatusCode.INVALID_ARGUMENT, lambda: call(expected, timeout=PATIENCE_SECONDS))
    response = call(expected, timeout=PATIENCE_SECONDS, compression=grpc.Compression.Gzip)
    expect_zeros(LARGE_RESPONSE, response.payload)
    plain = large_request(expect_compressed=BoolValue(value=False))
    expect_zeros(LARGE_RESPONSE, call(plain, timeout=PATIENCE_SECONDS).payload)


def server_compressed_unary(channel):
    for compressed in (True, False):
        request = large_request(response_compressed=BoolValue(value=compressed))
        expect_zeros(LARGE_RESPONSE, UNARY_CALL.on(channel)(request, timeout=PATIENCE_SECONDS).payload)


def server_compressed_streaming(channel):
    request = StreamingOutputCallRequest()
    request.response_parameters.add(size=31415, compressed=BoolValue(value=True))
    request.response_parameters.add(size=92653, compressed=BoolValue(value=False))
    responses = STREAMING_OUTPUT_CALL.on(channel)(request, timeout=PATIENCE_SECONDS)
    expect_all_zeros([31415, 92653], list(responses))
