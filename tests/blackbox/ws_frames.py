#!/usr/bin/env python3
"""Send the frame corpus to an echo server over real sockets, each case whole and in pieces; and the opening
handshakes that must be refused.

    ws_frames.py --server PROGRAM [ARG ...]
"""
import argparse
import base64
import hashlib
import socket
import struct
import sys
import time

from corpus import Server, cases, expand, repetition

FRAMES = "tests/corpus/websocket/frames.txt"
KINDS = {"cont": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
NAMES = {code: name for name, code in KINDS.items()}
MASK = bytes([0x37, 0xFA, 0x21, 0x3D])
KEY = base64.b64encode(b"sixteen bytes ok").decode()
ACCEPT = base64.b64encode(hashlib.sha1((KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


def frame(first, payload, masked):
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head = struct.pack(">BB", first, bit | len(payload))
    elif len(payload) < 65536:
        head = struct.pack(">BBH", first, bit | 126, len(payload))
    else:
        head = struct.pack(">BBQ", first, bit | 127, len(payload))
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[i & 3] for i, byte in enumerate(payload))


def encode(line):
    """The bytes of one line of the corpus, which may stand for several frames."""
    if line.startswith("\\{more "):
        inner, count, _ = repetition(line, 2)
        return encode(inner) * count
    first, masked = 0x80, True
    while True:
        word, _, line = line.partition(" ")
        if word == "more":
            first &= ~0x80
        elif word.startswith("rsv"):
            first |= 0x80 >> int(word[3])
        elif word == "bare":
            masked = False
        elif word == "raw":
            return expand(line)
        else:
            opcode = int(word[2:]) if word.startswith("op") else KINDS[word]
            return frame(first | opcode, expand(line), masked)


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""

    def handshake(self, early=b"", pieces=1):
        request = (f"GET /any?x=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\n"
                   f"Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n")
        self.send(request.encode() + early, pieces)
        head = self.until(b"\r\n\r\n").decode()
        assert head.startswith("HTTP/1.1 101 "), head
        assert f"Sec-WebSocket-Accept: {ACCEPT}" in head, head

    def send(self, data, pieces):
        size = max(1, -(-len(data) // pieces))
        try:
            for at in range(0, len(data), size):
                if at:
                    time.sleep(0.002)
                self.socket.sendall(data[at:at + size])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def take(self, count):
        while len(self.data) < count:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.data += data
        out, self.data = self.data[:count], self.data[count:]
        return out

    def until(self, mark):
        while mark not in self.data:
            data = self.socket.recv(65536)
            assert data, f"closed after {self.data!r}"
            self.data += data
        end = self.data.index(mark) + len(mark)
        return self.take(end)

    def line(self):
        """The next frame as a line of the corpus: kind, and payload or close code."""
        first, second = self.take(2)
        assert first & 0xF0 == 0x80, "the server fragments, or sets RSV bits"
        assert second < 0x80, "the server masks"
        length = second
        if length == 126:
            length, = struct.unpack(">H", self.take(2))
        elif length == 127:
            length, = struct.unpack(">Q", self.take(8))
        payload = self.take(length)
        kind = NAMES[first & 0x0F].encode()
        if kind == b"close":
            return kind + (b" %d" % struct.unpack(">H", payload[:2]) if payload else b"")
        return kind + (b" " + payload if payload else b"")


def run(port, sent, expected, pieces):
    client = Client(port)
    data = b"".join(encode(line) for line in sent)
    if pieces == 0:  # all of it together with the handshake
        client.handshake(early=data)
    else:
        client.handshake()
        client.send(data, pieces)
    for line in expected:
        if line == "open":
            client.send(frame(0x89, b"still there?", True), 1)
            assert client.line() == b"pong still there?", "the connection should have stayed"
            break
        got, wanted = client.line(), expand(line)
        assert got == wanted, f"expected {wanted[:60]!r}, got {got[:60]!r}"
        if line.startswith("close"):
            before = time.monotonic()
            try:
                raise AssertionError(f"something came after close: {client.line()[:60]!r}")
            except (EOFError, ConnectionResetError):
                pass
            assert time.monotonic() - before < 1, "TCP was not dropped within a second"
    client.socket.close()


def refused(port, status, *fields, method="GET", version="HTTP/1.1"):
    client = Client(port)
    client.send("\r\n".join([f"{method} / {version}", "Host: localhost", *fields, "", ""]).encode(), 1)
    line = client.until(b"\r\n").decode()
    head = client.until(b"\r\n\r\n").decode()
    assert line.startswith(f"HTTP/1.1 {status} "), f"expected {status}, got {line!r} for {fields}"
    if status == 426:
        assert "Sec-WebSocket-Version: 13\r\n" in head, head


def check_handshakes(port):
    upgrade, connection = "Upgrade: websocket", "Connection: Upgrade"
    key, version = f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"
    refused(port, 426, connection, key, version)
    refused(port, 426, "Upgrade: h2c", connection, key, version)
    refused(port, 426, upgrade, connection, key, "Sec-WebSocket-Version: 8")
    refused(port, 426, upgrade, connection, key)
    refused(port, 400, upgrade, key, version)
    refused(port, 400, upgrade, "Connection: keep-alive", key, version)
    refused(port, 400, upgrade, connection, version)
    refused(port, 400, upgrade, connection, "Sec-WebSocket-Key: short", version)
    refused(port, 400, upgrade, connection, key, key, version)
    refused(port, 400, upgrade, connection, key, version, "Content-Length: 2\r\n\r\nhi")
    refused(port, 405, upgrade, connection, key, version, method="POST")
    refused(port, 400, upgrade, connection, key, version, version="HTTP/1.0")


def check_backpressure(port):
    """A client that sends without reading is read no further, and gets everything back in the end."""
    client = Client(port)
    client.handshake()
    message = frame(0x82, bytes(60000), True)
    client.socket.settimeout(1)
    sent = 0
    try:
        while sent < 2000:
            client.socket.sendall(message)
            sent += 1
    except TimeoutError:
        pass
    assert sent < 2000, "the server took 120 MB from a client that reads nothing"
    client.socket.settimeout(10)
    for _ in range(sent):
        assert len(client.line()) == 7 + 60000
    client.socket.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", nargs=argparse.REMAINDER, required=True)
    options = parser.parse_args()
    count = failed = 0
    with Server(options.server) as server:
        check_handshakes(server.port)
        check_backpressure(server.port)
        for name, sent, expected in cases(FRAMES):
            for pieces in (0, 1, 3, 40):
                count += 1
                try:
                    run(server.port, sent, expected, pieces)
                except (AssertionError, OSError, EOFError) as error:
                    failed += 1
                    print(f"[{name}] in {pieces} piece(s): {error!r}")
    print(f"{count} cases sent, {failed} answered wrongly")
    return 1 if failed or count < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
