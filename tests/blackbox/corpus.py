"""Reading tests/corpus: the requests and frames that every HTTP and WebSocket layer of ours is held against."""
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "corpus"


def unescape(text):
    """The bytes of a line: \\r \\n \\t \\0 \\\\ \\xHH, and \\{text*n} for text n times, also inside another."""
    return _unescape(text, 0, inside=False)[0]


def _unescape(text, at, inside):
    """Up to the end, or to the } of the repetition we are in."""
    out = bytearray()
    while at < len(text) and not (inside and text[at] == "}"):
        if text[at] != "\\":
            out += text[at].encode()
            at += 1
        elif text[at + 1] == "x":
            out.append(int(text[at + 2:at + 4], 16))
            at += 4
        elif text[at + 1] == "{":
            piece, end = _unescape(text, at + 2, inside=True)
            piece, _, n = piece.rpartition(b"*")
            out += piece * int(n)
            at = end + 1
        else:
            out += {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}[text[at + 1]]
            at += 2
    return bytes(out), at


def cases(path):
    """(name, what is sent, what comes back), each a list of lines without their marks."""
    name, sent, back = None, [], []
    for line in (FOLDER / path).read_text().splitlines():
        if line.startswith("["):
            if name:
                yield name, sent, back
            name, sent, back = line[1:-1], [], []
        elif line.startswith((">", "=")):
            (sent if line[0] == ">" else back).append(line[2:])
    yield name, sent, back


def frames(lines):
    """(fin, rsv, opcode, masked, payload) of each frame, or bytes for a raw one."""
    opcodes = {"cont": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
    for line in lines:
        repeated = re.fullmatch(r"\\\{(.*)\*(\d+)\}", line)
        if repeated and repeated[1].split(" ")[0] in ("more", *opcodes):
            yield from list(frames([repeated[1]])) * int(repeated[2])
            continue
        words = line.split(" ")
        fin, rsv, masked = True, 0, True
        while words[0] in ("more", "rsv1", "rsv2", "rsv3", "bare"):
            flag = words.pop(0)
            fin = fin and flag != "more"
            masked = masked and flag != "bare"
            rsv |= {"rsv1": 4, "rsv2": 2, "rsv3": 1}.get(flag, 0)
        kind = words.pop(0)
        payload = unescape(" ".join(words))
        if kind == "raw":
            yield payload
        else:
            yield fin, rsv, opcodes[kind] if kind in opcodes else int(kind[2:]), masked, payload
