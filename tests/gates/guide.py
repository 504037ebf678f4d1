#!/usr/bin/env python3
"""What the guides show is what the tests run: each piece of C stands in an example, each name in a public header."""
import re

import gate

GUIDES = ("docs/embedding.md",)
NAME = re.compile(r"\b(?:chat|CHAT)_[A-Za-z0-9_]+\b")


def squeezed(text):
    return " ".join(text.split())


def known_names(root):
    headers = gate.sources(root, ".h", folders=("include",))
    return {name for header in headers for name in NAME.findall((root / header).read_text())}


def check_guide(root, guide, examples, names):
    text = (root / guide).read_text()
    for block in re.finditer(r"^```c\n(.*?)^```", text, flags=re.S | re.M):
        if not any(squeezed(block.group(1)) in example for example in examples):
            yield f"{guide}:{gate.line_of(text, block.start())}: this code stands in no example"
    for name in NAME.finditer(text):
        if name.group(0) not in names:
            yield f"{guide}:{gate.line_of(text, name.start())}: {name.group(0)} is in no public header"
    for link in re.finditer(r"`((?:docs|examples|tests|include)/[\w./]+|chat/[\w./]+\.h)`", text):
        path = link.group(1)
        if not ((root / path).exists() or (root / "include" / path).exists()):
            yield f"{guide}:{gate.line_of(text, link.start())}: there is no {path}"


def check(root, _parts):
    examples = [squeezed((root / path).read_text()) for path in gate.sources(root, ".c", folders=("examples",))]
    names = known_names(root)
    if not (root / GUIDES[0]).exists():
        return [f"there is no {GUIDES[0]}"]
    return [complaint for guide in GUIDES for complaint in check_guide(root, guide, examples, names)]


HEADER = {"include/chat/a.h": "void chat_a(int CHAT_B);\n", "examples/a.c": "int main(void)\n{\n    chat_a(1);\n}\n"}
PLANTS = [
    gate.Plant(None, {**HEADER, GUIDES[0]: "`chat_a()` of `chat/a.h`, see `examples/a.c`:\n```c\nchat_a(1);\n```\n"}),
    gate.Plant("stands in no example", {**HEADER, GUIDES[0]: "```c\nchat_a(2);\n```\n"}),
    gate.Plant("chat_b is in no public header", {**HEADER, GUIDES[0]: "Call `chat_b()`.\n"}),
    gate.Plant("there is no examples/b.c", {**HEADER, GUIDES[0]: "See `examples/b.c`.\n"}),
    gate.Plant("there is no docs", HEADER),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
