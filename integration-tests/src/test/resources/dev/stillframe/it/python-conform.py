"""Python's h2 as a client for the conformance kit: python-conform.py get|upload URL

Asks twice at once, or sends 100,000 octets as the windows allow, and stays until the other end closes.
"""

import socket
import sys
import urllib.parse

import h2.config
import h2.connection
import h2.events
import h2.exceptions

LARGE = 100_000


class Client:
    def __init__(self, url):
        self.url = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((self.url.hostname, self.url.port))
        self.connection = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=True, header_encoding=None))
        self.connection.initiate_connection()
        self.unsent = {}

    def ask(self, method, content=0):
        stream = self.connection.get_next_available_stream_id()
        fields = [(":method", method), (":scheme", "http"), (":authority", self.url.netloc), (":path", "/")]
        self.connection.send_headers(stream, fields, end_stream=content == 0)
        if content:
            self.unsent[stream] = content

    def flush(self):
        for stream in list(self.unsent):
            try:
                self.send(stream)
            except h2.exceptions.ProtocolError:
                del self.unsent[stream]  # reset, or the connection is over
        self.socket.sendall(self.connection.data_to_send())

    def send(self, stream):
        while self.unsent[stream] > 0:
            window = self.connection.local_flow_control_window(stream)
            octets = min(self.unsent[stream], window, self.connection.max_outbound_frame_size)
            if octets <= 0:
                return
            self.unsent[stream] -= octets
            self.connection.send_data(stream, bytes(octets), end_stream=self.unsent[stream] == 0)

    def run(self):
        self.flush()
        while octets := self.socket.recv(65536):
            try:
                for event in self.connection.receive_data(octets):
                    if isinstance(event, h2.events.DataReceived) and event.flow_controlled_length:
                        self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            except h2.exceptions.ProtocolError:
                self.socket.sendall(self.connection.data_to_send())
                return
            self.flush()


client = Client(sys.argv[2])
if sys.argv[1] == "upload":
    client.ask("POST", LARGE)
else:
    client.ask("GET")
    client.ask("GET")
client.run()
