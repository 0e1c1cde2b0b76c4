"""The arguments that gRPC's interop programs take."""

import argparse


def boolean(text):
    return {"true": True, "false": False}[text]


def client():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server_host", required=True)
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--test_case", required=True)
    parser.add_argument("--use_tls", type=boolean, default=False)
    parser.add_argument("--ca_file")
    parser.add_argument("--server_host_override")
    return parser.parse_args()


def server():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--use_tls", type=boolean, default=False)
    parser.add_argument("--cert_file")
    parser.add_argument("--key_file")
    return parser.parse_args()


def octets(name):
    with open(name, "rb") as file:
        return file.read()
