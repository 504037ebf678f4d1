"""A small WebSocket client (RFC 6455), strict about what it gets, and chat.v1 on top of it."""
import base64
import collections
import hashlib
import json
import os
import socket
import struct
import time

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Refused(Exception):
    """The upgrade was answered with something else than 101."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body!r}")
        self.status = status
        self.body = body


class Closed(Exception):
    """The connection is over. `code`: what the server said, None when it said nothing."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    def __init__(self, port, headers, protocol="chat.v1", timeout=60, receive_bytes=None):
        self._socket = socket.socket()
        if receive_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._socket.settimeout(timeout)
        self._socket.connect(("127.0.0.1", port))
        self._buffer = b""
        self._waiting = collections.deque()
        self._refs = 0
        self.answers_pings = True
        self._shake_hands(port, headers, protocol)

    def _shake_hands(self, port, headers, protocol):
        key = base64.b64encode(os.urandom(16)).decode()
        fields = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
                  "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key, **headers}
        if protocol:
            fields["Sec-WebSocket-Protocol"] = protocol
        self._socket.sendall(("GET /api/v1/ws HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields.items()) + "\r\n").encode())
        while b"\r\n\r\n" not in self._buffer:
            self._fill()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        status = int(lines[0].split(" ")[1])
        got = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if status != 101:
            while len(self._buffer) < int(got.get("content-length", 0)):
                self._fill()
            self._socket.close()
            raise Refused(status, self._buffer)
        accept = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        assert got["sec-websocket-accept"] == base64.b64encode(accept).decode()
        assert got.get("sec-websocket-protocol") == protocol

    # ---- Bytes and frames

    def _fill(self):
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed(None, "without a close frame")
        self._buffer += data

    def _take(self, n):
        while len(self._buffer) < n:
            self._fill()
        data, self._buffer = self._buffer[:n], self._buffer[n:]
        return data

    def send_bytes(self, data):
        self._socket.sendall(data)

    def send_frame(self, opcode, payload, fin=True, masked=True, rsv=0):
        head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
        bit = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([bit | len(payload)])
        elif len(payload) < 65536:
            head += struct.pack("!BH", bit | 126, len(payload))
        else:
            head += struct.pack("!BQ", bit | 127, len(payload))
        mask = os.urandom(4) if masked else b""
        if masked:
            repeated = (mask * (len(payload) // 4 + 1))[:len(payload)]
            payload = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(payload), "big")
        self.send_bytes(head + mask + payload)

    def next_frame(self):
        """(opcode, payload): what a server may send: whole, not masked, short control frames."""
        first, second = self._take(2)
        assert first & 0xF0 == 0x80 and second & 0x80 == 0, "a server's frame is whole and not masked"
        length = second & 0x7F
        if length == 126:
            length = struct.unpack("!H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self._take(8))[0]
        return first & 0x0F, self._take(length)

    def _next(self):
        while True:
            opcode, payload = self.next_frame()
            if opcode == TEXT:
                return json.loads(payload)
            if opcode == PING:
                if self.answers_pings:
                    self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                self._answer_close(payload)
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
                raise Closed(code, payload[2:].decode())

    def _answer_close(self, payload):
        try:
            self.send_frame(CLOSE, payload[:2])
        except OSError:
            pass  # the server did not wait for it

    # ---- chat.v1

    def send(self, op, **members):
        self.send_frame(TEXT, json.dumps({"op": op, **members}).encode())

    def next(self, *ops):
        """The next frame with one of these ops (any, if none is given); others are kept for later, in order."""
        for i, frame in enumerate(self._waiting):
            if not ops or frame["op"] in ops:
                del self._waiting[i]
                return frame
        while True:
            frame = self._next()
            if not ops or frame["op"] in ops:
                return frame
            self._waiting.append(frame)

    def begin(self, call, **params):
        self._refs += 1
        self.send("call", ref=f"r{self._refs}", name=call, params=params)
        return f"r{self._refs}"

    def end(self, ref):
        """The answer to a call: its result or error frame."""
        kept = []
        try:
            while True:
                frame = self.next("result", "error")
                if frame["ref"] == ref:
                    return frame
                kept.append(frame)
        finally:
            self._waiting.extendleft(reversed(kept))

    def call(self, call, **params):
        """The result of a call that has to work."""
        frame = self.end(self.begin(call, **params))
        assert frame["op"] == "result", frame
        return frame.get("result")

    def refused(self, call, **params):
        frame = self.end(self.begin(call, **params))
        assert frame["op"] == "error", frame
        return frame["problem"]

    def resume(self, sync):
        self.send("resume", epoch=sync["epoch"], positions=positions_of(sync))
        return self

    def events(self, n, log=None):
        """The next n events of a log (or of all)."""
        found = []
        while len(found) < n:
            frame = self.next("event")
            if log is None or frame["log"] == log:
                found.append(frame)
        return found

    def until_closed(self, within_s=10):
        """The close code, and the seconds it took."""
        began = time.monotonic()
        self._socket.settimeout(within_s)
        try:
            while True:
                self._waiting.append(self._next())
        except Closed as closed:
            self._socket.close()
            return closed.code, time.monotonic() - began

    def is_quiet(self, for_s=0.3):
        """Whether nothing comes in that time (pings aside)."""
        self._socket.settimeout(for_s)
        try:
            if not self._waiting:
                self._waiting.append(self._next())
            return False
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(60)

    def close(self):
        try:
            self.send_frame(CLOSE, struct.pack("!H", 1000))
            self.until_closed()
        except OSError:
            pass
        self._socket.close()

    def cut(self):
        self._socket.close()


def positions_of(sync):
    """The positions of a snapshot as `resume` takes them."""
    return {position["log"]: position["seq"] for position in sync["positions"]}
