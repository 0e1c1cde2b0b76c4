"""An interop server on Debian's python3-grpcio: says "ready PORT" when it listens, and ends on SIGTERM."""

import signal
from concurrent import futures

import grpc

import arguments
from service import TestService

# As the gRPC project's own interop programs, for the case of a very large request.
MOST = 16 << 20


def listen(server, given):
    address = f"127.0.0.1:{given.port}"
    if not given.use_tls:
        return server.add_insecure_port(address)
    pair = (arguments.octets(given.key_file), arguments.octets(given.cert_file))
    return server.add_secure_port(address, grpc.ssl_server_credentials((pair,)))


def main():
    given = arguments.server()
    # Before there are other threads, so that none of them takes the signal.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    server = grpc.server(futures.ThreadPoolExecutor(16), options=[("grpc.max_receive_message_length", MOST)])
    server.add_generic_rpc_handlers((TestService(),))
    port = listen(server, given)
    server.start()
    print("ready", port, flush=True)
    signal.sigwait({signal.SIGTERM})
    server.stop(None).wait()


main()
