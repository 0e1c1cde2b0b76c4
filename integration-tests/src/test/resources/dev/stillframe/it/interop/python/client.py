"""An interop client on Debian's python3-grpcio: plays one case of gRPC's interoperability tests; ends with 0 if it passed, and
else says on its error stream why not."""

import sys
import traceback

import grpc

import arguments
import compression_cases as compression
import messaging_cases as messaging
import status_cases as status

CASES = (
    messaging.empty_unary,
    messaging.large_unary,
    messaging.four_megabytes_unary,
    messaging.four_megabytes_streaming,
    messaging.client_streaming,
    messaging.server_streaming,
    messaging.ping_pong,
    messaging.empty_stream,
    compression.client_compressed_unary,
    compression.server_compressed_unary,
    compression.server_compressed_streaming,
    status.custom_metadata,
    status.status_code_and_message,
    status.special_status_message,
    status.unimplemented_method,
    status.unimplemented_service,
    status.cancel_after_begin,
    status.cancel_after_first_response,
    status.timeout_on_sleeping_server,
)


def channel(given):
    target = f"{given.server_host}:{given.server_port}"
    if not given.use_tls:
        return grpc.insecure_channel(target)
    override = given.server_host_override
    return grpc.secure_channel(
        target,
        grpc.ssl_channel_credentials(arguments.octets(given.ca_file) if given.ca_file else None),
        options=[("grpc.ssl_target_name_override", override)] if override else [],
    )


def main():
    given = arguments.client()
    cases = {case.__name__: case for case in CASES}
    if given.test_case not in cases:
        sys.exit(f"no such case: {given.test_case}")
    with channel(given) as opened:
        try:
            cases[given.test_case](opened)
        except Exception:
            traceback.print_exc()
            sys.exit(1)


main()
