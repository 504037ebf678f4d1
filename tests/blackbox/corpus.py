"""Readers of tests/corpus: the escapes, the HTTP probes and the WebSocket frames (their first lines say what
the notation means), and a server started for the time of a test."""
import re
import subprocess

ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}


def expand(text, host="localhost"):
    """The bytes that `text` stands for."""
    out = bytearray()
    at = 0
    while at < len(text):
        if text.startswith("@HOST@", at):
            out += host.encode()
            at += 6
        elif text[at] != "\\":
            out += text[at].encode()
            at += 1
        elif text[at + 1] == "{":
            inner, count, at = repetition(text, at + 2)
            out += expand(inner, host) * count
        elif text[at + 1] == "x":
            out.append(int(text[at + 2:at + 4], 16))
            at += 4
        else:
            out += ESCAPES[text[at + 1]]
            at += 2
    return bytes(out)


def repetition(text, at):
    """Of "inner*count}" from `at`: inner, count, and where to go on."""
    depth, star, begin = 1, None, at
    while depth:
        if text.startswith("\\{", at):
            depth += 1
        elif text[at] == "}":
            depth -= 1
        elif text[at] == "*" and depth == 1:
            star = at
        at += 1
    return text[begin:star], int(text[star + 1:at - 1]), at


def cases(path):
    """(name, lines sent, lines expected) of each case of a corpus file."""
    name, sent, expected = None, [], []
    with open(path, encoding="ascii") as file:
        for line in list(file) + ["[end]\n"]:
            line = line.rstrip("\n")
            if line.startswith("["):
                if expected:
                    yield name, sent, expected
                name, sent, expected = line[1:line.index("]")], [], []
            elif line.startswith(">"):
                sent.append(line[2:])
            elif line.startswith("="):
                expected.append(line[2:])


class Server:
    """A server for the time of a `with`; it must end cleanly, which is also where leaks are reported."""

    def __init__(self, command):
        self.command = command

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"//127\.0\.0\.1:(\d+)", line)
        if not found:
            self.process.kill()
            raise SystemExit(f"{self.command[0]} does not say where it listens: {line!r}")
        self.port = int(found.group(1))
        return self

    def __exit__(self, kind, value, trace):
        self.process.terminate()
        status = self.process.wait(timeout=20)
        self.process.stdout.close()
        if kind is None and status != 0:
            raise SystemExit(f"{self.command[0]} ended with status {status}")
