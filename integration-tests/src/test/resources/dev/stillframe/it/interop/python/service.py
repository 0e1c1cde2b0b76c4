"""grpc.testing.TestService. It compresses what it is asked to. It cannot see whether a request came compressed, and takes it
as it is."""

import time
import uuid

import grpc

import methods
from messages_pb2 import Empty, Payload, SimpleResponse, StreamingInputCallResponse, StreamingOutputCallResponse

INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"
SERVER_ID = str(uuid.uuid4())
CODES = {code.value[0]: code for code in grpc.StatusCode}


def echo_metadata(context):
    sent = [tuple(each) for each in context.invocation_metadata()]
    initial = [each for each in sent if each[0] == INITIAL]
    if initial:
        context.send_initial_metadata(initial)
    context.set_trailing_metadata([each for each in sent if each[0] == TRAILING])


def echo_status(request, context):
    if request.response_status.code:
        context.abort(CODES[request.response_status.code], request.response_status.message)


def empty_call(request, context):
    echo_metadata(context)
    return Empty()


def unary_call(request, context):
    if request.response_compressed.value:
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    echo_status(request, context)
    return SimpleResponse(
        payload=Payload(type=request.response_type, body=bytes(request.response_size)),
        server_id=SERVER_ID if request.fill_server_id else None,
    )


def responses(request, context):
    for each in request.response_parameters:
        time.sleep(each.interval_us / 1e6)
        if not each.compressed.value:
            context.disable_next_message_compression()
        yield StreamingOutputCallResponse(payload=Payload(type=request.response_type, body=bytes(each.size)))


def streaming_output_call(request, context):
    if any(each.compressed.value for each in request.response_parameters):
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    echo_status(request, context)
    yield from responses(request, context)


def streaming_input_call(requests, context):
    echo_metadata(context)
    size = 0
    for request in requests:
        size += len(request.payload.body)
    return StreamingInputCallResponse(aggregated_payload_size=size)


def full_duplex_call(requests, context):
    echo_metadata(context)
    for request in requests:
        echo_status(request, context)
        yield from responses(request, context)


BEHAVIOURS = {
    methods.EMPTY_CALL: empty_call,
    methods.UNARY_CALL: unary_call,
    methods.STREAMING_OUTPUT_CALL: streaming_output_call,
    methods.STREAMING_INPUT_CALL: streaming_input_call,
    methods.FULL_DUPLEX_CALL: full_duplex_call,
}


class TestService(grpc.GenericRpcHandler):
    def __init__(self):
        self._handlers = {
            method.path: getattr(grpc, method.kind + "_rpc_method_handler")(
                behaviour,
                request_deserializer=method.request.FromString,
                response_serializer=method.response.SerializeToString,
            )
            for method, behaviour in BEHAVIOURS.items()
        }

    def service(self, details):
        return self._handlers.get(details.method)
