"""The methods of grpc.testing, with the codecs of their messages; the modules of the messages come from protoc."""

from typing import NamedTuple

from messages_pb2 import (
    Empty,
    SimpleRequest,
    SimpleResponse,
    StreamingInputCallRequest,
    StreamingInputCallResponse,
    StreamingOutputCallRequest,
    StreamingOutputCallResponse,
)


class Method(NamedTuple):
    path: str
    kind: str
    request: type
    response: type

    def on(self, channel):
        """What a client calls."""
        return getattr(channel, self.kind)(
            self.path,
            request_serializer=self.request.SerializeToString,
            response_deserializer=self.response.FromString,
        )


def of_test_service(name, kind, request, response):
    return Method("/grpc.testing.TestService/" + name, kind, request, response)


EMPTY_CALL = of_test_service("EmptyCall", "unary_unary", Empty, Empty)
UNARY_CALL = of_test_service("UnaryCall", "unary_unary", SimpleRequest, SimpleResponse)
STREAMING_INPUT_CALL = of_test_service(
    "StreamingInputCall", "stream_unary", StreamingInputCallRequest, StreamingInputCallResponse)
STREAMING_OUTPUT_CALL = of_test_service(
    "StreamingOutputCall", "unary_stream", StreamingOutputCallRequest, StreamingOutputCallResponse)
FULL_DUPLEX_CALL = of_test_service(
    "FullDuplexCall", "stream_stream", StreamingOutputCallRequest, StreamingOutputCallResponse)
UNIMPLEMENTED_CALL = of_test_service("UnimplementedCall", "unary_unary", Empty, Empty)
UNIMPLEMENTED_SERVICE = Method("/grpc.testing.UnimplementedService/UnimplementedCall", "unary_unary", Empty, Empty)
