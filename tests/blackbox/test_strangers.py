"""What strangers send to the real server; the HTTP probes are in http_probes.py."""
import http.client
import socket
import struct
import time
import unittest

import corpus
import ws_frames
from client import community
from server import Server
from websocket import CLOSE, PONG, Closed


class Pipelines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)

    def test_get_one_answer_each_in_order(self):
        statuses = {"/healthz": 200, "/api/v1/site": 200, "/readyz": 200, "/nothing": 404, "/api/v1/sync": 401}
        bodies = {"/healthz": b"alive\n", "/readyz": b"ready\n"}
        paths = list(statuses) * 20
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=60) as connection:
            connection.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n" for path in paths).encode())
            reader = connection.makefile("rb")
            for path in paths:
                self.assertEqual(int(reader.readline().split()[1]), statuses[path], path)
                length = int(http.client.parse_headers(reader)["Content-Length"])
                body = reader.read(length)
                self.assertEqual(body, bodies.get(path, body))


class Frames(unittest.TestCase):
    """The corpus of WebSocket frames, where a whole message that is no frame of chat.v1 ends the connection."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        (cls.ada,) = community(cls.server, "ada")

    def exchange(self, sent, expected):
        ws = self.ada.socket()
        self.addCleanup(ws.cut)
        ws.next("hello")
        try:
            ws.send_bytes(b"".join(map(ws_frames.encode, sent)))
        except OSError:
            pass  # closed before it was all sent
        for line in expected:
            kind, _, rest = line.partition(" ")
            if kind in ("text", "binary"):
                kind, rest = "close", "4505"
            if kind == "pong":
                self.assertEqual(ws.next_frame(), (PONG, corpus.expand(rest)))
            elif kind == "close":
                self.check_close(ws, rest)
                return
            else:
                self.assertEqual(kind, "open")
                ws.send("ping", ref="still there?")
                self.assertEqual(ws.next("pong")["ref"], "still there?")

    def check_close(self, ws, expected):
        opcode, payload = ws.next_frame()
        began = time.monotonic()
        code = struct.unpack("!H", payload[:2])[0] if payload else None
        self.assertEqual((opcode, code), (CLOSE, int(expected) if expected else None), payload)
        if code == 4505:  # everybody else broke the protocol itself, and is not waited for
            ws._answer_close(payload)
        with self.assertRaises(Closed):
            ws.next_frame()
        self.assertLess(time.monotonic() - began, 3)

    def test_are_taken_or_refused_as_the_corpus_says(self):
        cases = list(corpus.cases(ws_frames.FRAMES))
        self.assertGreater(len(cases), 50)
        for name, sent, expected in cases:
            with self.subTest(name):
                self.exchange(sent, expected)


if __name__ == "__main__":
    unittest.main()
