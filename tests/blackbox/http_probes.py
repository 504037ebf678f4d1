#!/usr/bin/env python3
"""Send the HTTP probe file to a server over real sockets, each probe whole and in pieces.

    http_probes.py --server PROGRAM [ARG ...]     start it, and expect bodies to be echoed on /
    http_probes.py --chat-httpd                   start chat-httpd ($CHAT_HTTPD); only refusals are looked at
    http_probes.py --port N                       the same with any server that runs already
"""
import argparse
import socket
import sys
import time

from corpus import Server, cases, expand

PROBES = "tests/corpus/http/probes.txt"
REFUSALS = {400, 408, 413, 414, 415, 417, 421, 431, 501, 505}


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""
        self.closing = False

    def send(self, data, pieces):
        size = max(1, -(-len(data) // pieces))
        try:
            for at in range(0, len(data), size):
                if at:
                    time.sleep(0.002)
                self.socket.sendall(data[at:at + size])
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all was sent

    def more(self):
        data = self.socket.recv(65536)
        self.data += data
        return bool(data)

    def response(self):
        """(status, body) of the next final response; None at the end of the connection."""
        while True:
            while b"\r\n\r\n" not in self.data:
                if not self.more():
                    if self.data:
                        raise AssertionError(f"half a response: {self.data[:80]!r}")
                    return None
            head, self.data = self.data.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            version, status = lines[0].split(" ")[:2]
            assert version == "HTTP/1.1", lines[0]
            if int(status) >= 200:
                break
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(fields.get("content-length", 0))
        while len(self.data) < length:
            assert self.more(), "the body is cut short"
        body, self.data = self.data[:length], self.data[length:]
        self.closing = fields.get("connection") == "close"
        return int(status), body

    def is_silent(self, seconds):
        self.socket.settimeout(seconds)
        try:
            return not self.data and self.more() and False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(10)


def check_word(client, word, echo, early):
    if word == "wait":
        assert early or client.is_silent(0.2), "answered, though it is not at its end"
        return
    response = client.response()
    assert response is not None, f"closed without an answer; expected {word}"
    status, body = response
    if word.startswith("ok"):
        assert status == 200 if echo else status not in REFUSALS, f"expected {word}, got {status}"
        if echo and "=" in word:
            assert body == word.split("=", 1)[1].encode(), f"the body came back as {body!r}"
    else:
        allowed = word.split("|") + (["405"] if early else [])
        assert str(status) in allowed, f"expected {word}, got {status}"


def words_of(expected):
    """The words of one line; a body may hold blanks."""
    words = []
    for word in expected.split(" "):
        if words and not word.startswith("ok") and not word[0].isdigit() and word != "wait":
            words[-1] += " " + word
        else:
            words.append(word)
    return words


def run(port, host, sent, expected, pieces, echo):
    client = Client(port)
    data = b"".join(expand(line, host) for line in sent)
    # A handler may answer before it has seen what is wrong with the body.
    early = not echo and (b"\r\nTransfer-Encoding: chunked\r\n\r\n" in data or expected == "wait" and b"\r\n\r\n" in data)
    client.send(data, pieces)
    words = words_of(expected)
    for word in words:
        check_word(client, word, echo, early)
    if words[-1] == "ok" or words[-1].startswith("ok="):
        if client.closing and not echo:
            return  # a handler that does not want a body may end the connection instead of reading it
        client.send(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(), 1)
        assert client.response() is not None, "the connection should have stayed"
    elif words[-1] != "wait":
        before = time.monotonic()
        assert client.response() is None, "another answer came: a request was smuggled"
        assert time.monotonic() - before < 5, "the connection closed too late"
    client.socket.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--chat-httpd", action="store_true")
    parser.add_argument("--host", help="a host the server answers for (default 127.0.0.1:PORT)")
    parser.add_argument("--server", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.server:
        with Server(options.server) as server:
            return check_all(server.port, options.host, echo=True)
    if options.chat_httpd:
        from server import Server as ChatHttpd
        server = ChatHttpd().start()
        try:
            return check_all(server.port, options.host, echo=False)
        finally:
            server.close()
    return check_all(options.port, options.host, echo=False)


def check_all(port, host, echo):
    host = host or f"127.0.0.1:{port}"
    count = failed = 0
    for name, sent, expected in cases(PROBES):
        for pieces in (1, 3, 15):
            count += 1
            try:
                run(port, host, sent, expected[0], pieces, echo)
            except (AssertionError, OSError) as error:
                failed += 1
                print(f"[{name}] in {pieces} piece(s): {error!r}")
    print(f"{count} probes sent, {failed} answered wrongly")
    return 1 if failed or count < 400 else 0


if __name__ == "__main__":
    sys.exit(main())
