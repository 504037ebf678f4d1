#!/usr/bin/env python3
"""Each shared library exports exactly what its public headers mark CHAT_API.

A library that is not all there yet (the build says so) may still lack some; what it exports must be declared."""
import re
import subprocess

import gate

DECLARATION = re.compile(r"\bCHAT_API\b([^;{]*)")


def declared(root, headers):
    names = set()
    for header in headers:
        text = gate.code_only((root / header).read_text())
        text = re.sub(r"^[ \t]*#[ \t]*define\b(?:\\\n|[^\n])*", "", text, flags=re.M)
        for match in DECLARATION.finditer(text):
            # The name is the word before the first parenthesis; variables may share one declaration.
            one_or_more = [match[1].split("(")[0]] if "(" in match[1] else match[1].split(",")
            names.update(re.findall(r"[A-Za-z_]\w*", part.split("[")[0])[-1] for part in one_or_more)
    return names


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library],
                            check=True, capture_output=True, text=True).stdout
    symbols = [line.split() for line in output.splitlines()]
    return {name.split("@")[0] for name, kind, *_ in symbols if kind != "A"}


def compare(library, declared_names, exported_names, complete):
    complaints = [f"{library} exports {name}, which no header of it declares"
                  for name in sorted(exported_names - declared_names)]
    if complete:
        complaints += [f"{library} does not export {name}, although a header declares it"
                       for name in sorted(declared_names - exported_names)]
    return complaints


def check(root, parts):
    libraries = parts.get("libraries", {})
    headers = {str(header) for header in gate.sources(root, ".h", folders=("include",))}
    taken = {"include/" + header for header in parts.get("part_headers", [])}
    complaints = []
    for name, library in libraries.items():
        own = {"include/" + header for header in library["headers"]} if library["headers"] else headers - taken
        missing = sorted(own - headers)
        if missing:
            complaints.append(f"{name}: there is no {', '.join(missing)}")
            continue
        found = library["exports"] if "exports" in library else exported(library["file"])
        complaints += compare(name, declared(root, own), set(found), library["complete"])
    return complaints


HEADER = {"include/chat/a.h": "/* CHAT_API not_this(void); */\nCHAT_API CHAT_CHECKED struct chat_a *\nchat_b(int (*f)(void));\n"
                              "extern CHAT_API const int chat_c[3],\n chat_e;\n#define CHAT_API\nint chat_d(void);\n"}


def library(*exports, complete=True, headers=()):
    return {"libraries": {"core": {"headers": list(headers), "exports": list(exports), "complete": complete}}}


PLANTS = [
    gate.Plant(None, HEADER, library("chat_b", "chat_c", "chat_e")),
    gate.Plant(None, HEADER, library("chat_b", complete=False)),
    gate.Plant("does not export chat_c", HEADER, library("chat_b")),
    gate.Plant("exports chat_d", HEADER, library("chat_b", "chat_c", "chat_d", "chat_e")),
    gate.Plant("there is no include/chat/z.h", HEADER, library(headers=["chat/z.h"])),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
