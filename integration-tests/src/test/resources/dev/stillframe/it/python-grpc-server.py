"""A gRPC server on Debian's python3-grpcio that takes octets for messages; with the files of a key and a certificate, over TLS."""
import sys
import threading
from concurrent import futures

import grpc


def heard(request, context):
    if request == b"fail":
        context.set_trailing_metadata((("x-why", "asked"),))
        context.abort(grpc.StatusCode.NOT_FOUND, "no \u00fc % such")
    if request == b"wait":
        over = threading.Event()
        if context.add_callback(over.set):
            over.wait()
        print("over", flush=True)
    return request


def begin(context):
    own = tuple(each for each in context.invocation_metadata() if each[0].startswith("x-"))
    if ("x-gzip", "1") in own:
        context.set_compression(grpc.Compression.Gzip)
    context.send_initial_metadata(own)
    context.set_trailing_metadata(own)


def say(request, context):
    begin(context)
    return heard(request, context)


def join(requests, context):
    begin(context)
    return b",".join(heard(each, context) for each in requests)


def count(request, context):
    begin(context)
    for i in range(int(heard(request, context))):
        yield str(i + 1).encode()


def talk(requests, context):
    begin(context)
    for each in requests:
        yield heard(each, context)


METHODS = {
    "/test.Echo/Say": grpc.unary_unary_rpc_method_handler(say),
    "/test.Echo/Join": grpc.stream_unary_rpc_method_handler(join),
    "/test.Echo/Count": grpc.unary_stream_rpc_method_handler(count),
    "/test.Echo/Talk": grpc.stream_stream_rpc_method_handler(talk),
}


class Methods(grpc.GenericRpcHandler):
    def service(self, details):
        return METHODS.get(details.method)


server = grpc.server(
    futures.ThreadPoolExecutor(16),
    options=(("grpc.max_receive_message_length", 5 << 20),),
)
server.add_generic_rpc_handlers((Methods(),))
if len(sys.argv) > 1:
    key, certificate = (open(name, "rb").read() for name in sys.argv[1:])
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials(((key, certificate),)))
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("ready", port, flush=True)
server.wait_for_termination()
