"""What strangers send: the probes for HTTP parsers and the corpus of WebSocket frames, against the real server."""
import re
import socket
import struct
import time
import unittest

import corpus
from client import community
from server import Server
from websocket import CLOSE, PONG, Closed


class Connection:
    """Raw bytes in, responses out."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._buffer = b""

    def send(self, data):
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before it was all sent; the answer can still be read

    def _fill(self):
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self._buffer += data
        return bool(data)

    def response(self):
        """(status, fields, body), or None at the end of the connection."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(re.fullmatch(r"HTTP/1\.1 (\d{3}) .+", lines[0])[1])
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if status == 100:
            return self.response()
        while len(self._buffer) < int(fields["content-length"]):
            assert self._fill(), "the body was cut"
        length = int(fields["content-length"])
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return status, fields, body

    def is_quiet(self, for_s=0.2):
        self._socket.settimeout(for_s)
        try:
            return not self._buffer and not self._fill() and False
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(20)

    def close(self):
        self._socket.close()


class Probes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)

    def probe(self, sent, expected):
        """Bodies go where they are read: what is wrong with them must be found, and what is right is no sign-in."""
        connection = Connection(self.server.port)
        self.addCleanup(connection.close)
        sent = sent.replace(b"POST / HTTP/1.1\r\n", b"POST /api/v1/sessions HTTP/1.1\r\nContent-Type: application/json\r\n")
        connection.send(sent.replace(b"@HOST@", f"127.0.0.1:{self.server.port}".encode()))
        words = re.findall(r"(?:^| )(ok-close|ok|wait|[\d|]+)(?==| |$)", expected)
        for word in words:
            if word == "wait":
                self.assertTrue(connection.is_quiet())
                return
            response = connection.response()
            self.assertIsNotNone(response, "no answer")
            status = response[0]
            if word.startswith("ok"):  # it was taken; what became of it is another matter
                self.assertIn((status, response[1].get("connection")),
                              [(200, None), (200, "close"), (405, None), (400, None), (422, None), (200, "keep-alive")], response)
            else:
                self.assertIn(status, [int(choice) for choice in word.split("|")], response)
                self.assertEqual(response[1]["connection"], "close")
        if words[-1] == "ok":
            connection.send(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n".encode())
            self.assertEqual(connection.response()[0], 200)
        else:
            self.assertIsNone(connection.response())

    def test_are_taken_or_refused_as_the_corpus_says(self):
        probes = list(corpus.cases("http/probes.txt"))
        self.assertGreater(len(probes), 100)
        for name, sent, back in probes:
            with self.subTest(name):
                self.probe(b"".join(map(corpus.unescape, sent)), " ".join(back))

    def test_get_one_answer_each_in_order_when_they_are_sent_at_once(self):
        connection = Connection(self.server.port)
        self.addCleanup(connection.close)
        host = f"Host: 127.0.0.1:{self.server.port}\r\n\r\n"
        paths = ["/healthz", "/api/v1/site", "/readyz", "/nothing", "/api/v1/sync"] * 20
        connection.send("".join(f"GET {path} HTTP/1.1\r\n{host}" for path in paths).encode())
        answers = {"/healthz": b"alive\n", "/readyz": b"ready\n"}
        statuses = {"/nothing": 404, "/api/v1/sync": 401}
        for path in paths:
            status, _, body = connection.response()
            self.assertEqual(status, statuses.get(path, 200))
            self.assertEqual(body, answers.get(path, body))


class Frames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        (cls.ada,) = community(cls.server, "ada")

    def exchange(self, sent, back):
        ws = self.ada.socket()
        self.addCleanup(ws.cut)
        ws.next("hello")
        try:
            for frame in corpus.frames(sent):
                if isinstance(frame, bytes):
                    ws.send_bytes(frame)
                else:
                    fin, rsv, opcode, masked, payload = frame
                    ws.send_frame(opcode, payload, fin=fin, rsv=rsv, masked=masked)
        except OSError:
            pass  # closed before it was all sent
        for line in back:
            kind, _, rest = line.partition(" ")
            if kind in ("text", "binary"):  # a whole message, which is no frame of chat.v1
                kind, rest = "close", "4505"
            if kind == "pong":
                self.assertEqual(ws.next_frame(), (PONG, corpus.unescape(rest)))
            elif kind == "close":
                opcode, payload = ws.next_frame()
                began = time.monotonic()
                code = struct.unpack("!H", payload[:2])[0] if payload else None
                self.assertEqual((opcode, code), (CLOSE, int(rest) if rest else None), payload)
                if code not in (1002, 1007, 1009):  # whoever broke the protocol is not waited for
                    ws._answer_close(payload)
                with self.assertRaises(Closed):
                    ws.next_frame()
                self.assertLess(time.monotonic() - began, 3)
                return
            else:
                self.assertEqual(kind, "open")
                ws.send("ping", ref="still there?")
                self.assertEqual(ws.next("pong")["ref"], "still there?")

    def test_are_taken_or_refused_as_the_corpus_says(self):
        cases = list(corpus.cases("websocket/frames.txt"))
        self.assertGreater(len(cases), 50)
        for name, sent, back in cases:
            with self.subTest(name):
                self.exchange(sent, back)


if __name__ == "__main__":
    unittest.main()
