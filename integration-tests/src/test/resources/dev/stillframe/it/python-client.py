"""Python's h2 against a front: python-client.py PLAIN-PORT TLS-PORT CERTIFICATE-FILE

h2 knows no socket; it checks every frame that comes and raises at what RFC 7540 forbids.
Prints a line for each thing that was right; anything wrong ends it with an exception.
"""

import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings

PATIENCE_SECONDS = 20


class Answer:
    def __init__(self):
        self.informational = []
        self.fields = None
        self.body = b""
        self.trailers = None
        self.ended = False
        self.reset = None
        self.promised = {}  # what was promised on it: stream to request
        self.credit = True  # whether its octets are credited as they come


class Client:
    """A connection, and what has come on each of its streams."""

    def __init__(self, sock):
        self.socket = sock
        self.socket.settimeout(PATIENCE_SECONDS)
        self.connection = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.answers = {}
        self.pongs = []
        self.acknowledged = 0
        self.gone = False
        self.connection.initiate_connection()
        self.flush()

    def flush(self):
        self.socket.sendall(self.connection.data_to_send())

    def ask(self, path, method="GET", more=(), end=True):
        stream = self.connection.get_next_available_stream_id()
        self.answers[stream] = Answer()
        fields = [(":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path), *more]
        self.connection.send_headers(stream, fields, end_stream=end)
        self.flush()
        return stream

    def until(self, done):
        while not done():
            octets = self.socket.recv(65536)
            if not octets:
                self.gone = True
                assert done(), "the connection was closed"
                return
            for event in self.connection.receive_data(octets):
                self.take(event)
            self.flush()

    def take(self, event):
        answer = self.answers.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.PushedStreamReceived):
            self.answers[event.parent_stream_id].promised[event.pushed_stream_id] = dict(event.headers)
            self.answers[event.pushed_stream_id] = Answer()
        elif isinstance(event, h2.events.InformationalResponseReceived):
            answer.informational.append(dict(event.headers))
        elif isinstance(event, h2.events.ResponseReceived):
            answer.fields = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            answer.body += event.data
            if answer.credit:
                self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.TrailersReceived):
            answer.trailers = dict(event.headers)
        elif isinstance(event, h2.events.StreamEnded):
            answer.ended = True
        elif isinstance(event, h2.events.StreamReset):
            answer.reset = event.error_code
        elif isinstance(event, h2.events.PingAckReceived):
            self.pongs.append(event.ping_data)
        elif isinstance(event, h2.events.SettingsAcknowledged):
            self.acknowledged += 1
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.gone = True

    def answer(self, stream):
        answer = self.answers[stream]
        self.until(lambda: answer.ended or answer.reset is not None or self.gone)
        assert answer.ended, f"reset with {answer.reset}, or the connection is gone"
        return answer

    def upload(self, stream, body, trailers=None):
        """Sends a body as the windows allow, and reads meanwhile."""
        while body:
            self.until(lambda: self.connection.local_flow_control_window(stream) > 0)
            size = min(self.connection.local_flow_control_window(stream),
                       self.connection.max_outbound_frame_size, len(body))
            self.connection.send_data(stream, body[:size])
            body = body[size:]
            self.flush()
        if trailers is None:
            self.connection.end_stream(stream)
        else:
            self.connection.send_headers(stream, trailers, end_stream=True)
        self.flush()


def pattern(length):
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def simple(client):
    answer = client.answer(client.ask("/"))
    assert answer.fields[":status"] == "200", answer.fields
    assert answer.body == b"Hello, World!", answer.body


def acknowledgement(client):
    client.until(lambda: client.acknowledged > 0)


def ping(client):
    client.connection.ping(b"12345678")
    client.flush()
    client.until(lambda: client.pongs == [b"12345678"])


def head(client):
    answer = client.answer(client.ask("/", method="HEAD"))
    assert answer.fields["content-length"] == "13" and answer.body == b"", answer.body


def early(client):
    answer = client.answer(client.ask("/early"))
    assert [fields[":status"] for fields in answer.informational] == ["103"], answer.informational
    assert answer.fields[":status"] == "200"


def trailers(client):
    answer = client.answer(client.ask("/trailers"))
    assert answer.trailers == {"x-checksum": "33f0c5"}, answer.trailers


def push(client):
    asked = client.answer(client.ask("/push"))
    assert asked.body == b"pushed\n", asked.body
    [(stream, request)] = asked.promised.items()
    assert stream % 2 == 0, stream
    assert (request[":method"], request[":path"]) == ("GET", "/bytes?n=1000"), request
    pushed = client.answer(stream)
    assert pushed.fields[":status"] == "200", pushed.fields
    assert pushed.body == pattern(1000), len(pushed.body)


def push_off(client):
    """RFC 9113 section 8.4: once a client's SETTINGS_ENABLE_PUSH of 0 is acknowledged, nothing is promised."""
    known = client.acknowledged
    client.connection.update_settings({h2.settings.SettingCodes.ENABLE_PUSH: 0})
    client.flush()
    client.until(lambda: client.acknowledged > known)
    asked = client.answer(client.ask("/push"))
    assert asked.body == b"nothing pushed\n" and not asked.promised, asked.body


def echo(client):
    body = pattern(1_000_000)
    stream = client.ask("/echo", method="POST", end=False)
    client.upload(stream, body, trailers=[("x-sum", "17")])
    answer = client.answer(stream)
    assert answer.body == body, len(answer.body)
    assert answer.trailers == {"x-sum": "17"}, answer.trailers


def parallel(client):
    streams = [client.ask(f"/headers?{i}") for i in range(80)]
    for i, stream in enumerate(streams):
        assert client.answer(stream).body.startswith(f"GET /headers?{i} HTTP/2.0\n".encode())


def cookies(client):
    """RFC 9113 section 8.2.3: a cookie field may come in pieces; nothing of it is lost."""
    answer = client.answer(client.ask("/headers", more=[("cookie", "a=1"), ("cookie", "b=2")]))
    assert b"a=1" in answer.body and b"b=2" in answer.body, answer.body


def closed_window(client):
    """RFC 9113 section 5.2: no more than the window, and one stream's does not stop another."""
    window = client.connection.local_settings.initial_window_size
    # The connection's window is opened wide, so that only the stream's can stop it.
    client.connection.increment_flow_control_window(500_000)
    stream = client.ask("/bytes?n=200000")
    held = client.answers[stream]
    held.credit = False
    client.until(lambda: len(held.body) == window)
    simple(client)
    assert len(held.body) == window, len(held.body)
    client.connection.increment_flow_control_window(200_000, stream)
    client.flush()
    assert client.answer(stream).body == pattern(200_000)


def reset(client):
    stream = client.ask("/bytes?n=100000000")
    client.until(lambda: len(client.answers[stream].body) > 0)
    client.connection.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
    client.flush()
    simple(client)


def close(client):
    client.connection.close_connection()
    client.flush()
    while client.socket.recv(65536):
        pass


CHECKS = [simple, acknowledgement, ping, head, early, trailers, push, push_off, echo, parallel, cookies, closed_window, reset, close]


def plain(port):
    return socket.create_connection(("localhost", port), PATIENCE_SECONDS)


def tls(port, certificate):
    context = ssl.create_default_context(cafile=certificate)
    context.set_alpn_protocols(["h2"])
    sock = context.wrap_socket(plain(port), server_hostname="localhost")
    assert sock.selected_alpn_protocol() == "h2", sock.selected_alpn_protocol()
    return sock


def main():
    plain_port, tls_port, certificate = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for name, connect in (("plain", lambda: plain(plain_port)), ("tls", lambda: tls(tls_port, certificate))):
        client = Client(connect())
        for check in CHECKS:
            check(client)
            print(f"{name}: {check.__name__} right", flush=True)
        client.socket.close()
    print("all right")


main()
