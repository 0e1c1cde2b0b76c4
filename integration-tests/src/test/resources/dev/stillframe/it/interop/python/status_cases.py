"""The cases of metadata, statuses, cancellation and deadlines."""

import grpc

from expectations import (
    LARGE_REQUEST,
    LARGE_RESPONSE,
    PATIENCE_SECONDS,
    Conversation,
    expect,
    expect_all_zeros,
    expect_failure,
    expect_zeros,
    large_request,
    output_request,
)
from messages_pb2 import Empty, EchoStatus, SimpleRequest, StreamingOutputCallRequest
from methods import FULL_DUPLEX_CALL, STREAMING_INPUT_CALL, UNARY_CALL, UNIMPLEMENTED_CALL, UNIMPLEMENTED_SERVICE

INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"


def expect_metadata(call):
    for expected, metadata in ((INITIAL, call.initial_metadata()), (TRAILING, call.trailing_metadata())):
        expect([expected], [tuple(each) for each in metadata if each[0] == expected[0]])


def custom_metadata(channel):
    sent = [INITIAL, TRAILING]
    response, call = UNARY_CALL.on(channel).with_call(large_request(), metadata=sent, timeout=PATIENCE_SECONDS)
    expect_zeros(LARGE_RESPONSE, response.payload)
    expect_metadata(call)
    requests = iter([output_request(LARGE_RESPONSE, request=LARGE_REQUEST)])
    call = FULL_DUPLEX_CALL.on(channel)(requests, metadata=sent, timeout=PATIENCE_SECONDS)
    expect_all_zeros([LARGE_RESPONSE], list(call))
    expect_metadata(call)


def expect_echo(details, do):
    expect(details, expect_failure(grpc.StatusCode.UNKNOWN, do).details())


def status_code_and_message(channel):
    status = EchoStatus(code=2, message="test status message")
    unary = SimpleRequest(response_status=status)
    expect_echo(status.message, lambda: UNARY_CALL.on(channel)(unary, timeout=PATIENCE_SECONDS))
    duplex = StreamingOutputCallRequest(response_status=status)
    expect_echo(status.message, lambda: list(FULL_DUPLEX_CALL.on(channel)(iter([duplex]), timeout=PATIENCE_SECONDS)))


def special_status_message(channel):
    request = SimpleRequest(response_status=EchoStatus(code=2, message=SPECIAL))
    expect_echo(SPECIAL, lambda: UNARY_CALL.on(channel)(request, timeout=PATIENCE_SECONDS))


def expect_unimplemented(method, channel):
    expect_failure(
        grpc.StatusCode.UNIMPLEMENTED, lambda: method.on(channel)(Empty(), timeout=PATIENCE_SECONDS))


def unimplemented_method(channel):
    expect_unimplemented(UNIMPLEMENTED_CALL, channel)


def unimplemented_service(channel):
    expect_unimplemented(UNIMPLEMENTED_SERVICE, channel)


def cancel_after_begin(channel):
    requests = Conversation(STREAMING_INPUT_CALL.on(channel).future)
    requests.call.cancel()
    expect(grpc.StatusCode.CANCELLED, requests.call.code())
    requests.half_close()


def cancel_after_first_response(channel):
    talk = Conversation(FULL_DUPLEX_CALL.on(channel))
    talk.send(output_request(31415, request=27182))
    expect_zeros(31415, next(talk.call).payload)
    talk.call.cancel()
    expect_failure(grpc.StatusCode.CANCELLED, lambda: next(talk.call))
    talk.half_close()


def timeout_on_sleeping_server(channel):
    talk = Conversation(FULL_DUPLEX_CALL.on(channel), timeout=0.001)
    talk.send(output_request(request=27182))
    expect_failure(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(talk.call))
    talk.half_close()
