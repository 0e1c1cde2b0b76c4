"""Calls the greeter in all four ways, and prints what it says. Knows the two messages by heart."""
import sys

import grpc


def request(name, times=0):
    octets = name.encode()
    encoded = b"" if not octets else bytes([0x0A, len(octets)]) + octets
    return encoded + (bytes([0x10, times]) if times else b"")


def said(octets):
    assert octets[0] == 0x0A and octets[1] == len(octets) - 2, octets
    return octets[2:].decode()


def main():
    raw = lambda octets: octets
    with grpc.insecure_channel("localhost:" + sys.argv[1]) as channel:

        def method(kind, name):
            return getattr(channel, kind)("/greeter.v1.Greeter/" + name, raw, raw)

        hello = method("unary_unary", "SayHello")
        print(said(hello(request("Ada"), timeout=20)))
        often = method("unary_stream", "SayHelloOften")
        for each in often(request("Bob", 3), timeout=20):
            print(said(each))
        together = method("stream_unary", "SayHelloToAll")
        print(said(together(iter([request("Ada"), request("Bob")]), timeout=20)))
        chat = method("stream_stream", "Chat")
        for each in chat(iter([request("Cleo"), request("Dan")]), timeout=20):
            print(said(each))
        for call, nobody in (hello, request("")), (method("unary_unary", "SayNothing"), b""):
            try:
                call(nobody, timeout=20)
            except grpc.RpcError as error:
                print(error.code().name, error.details())


main()
