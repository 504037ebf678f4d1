#!/usr/bin/env python3
"""Every include points downward: to a part that stands above in the list of docs/architecture.md, and that the
layer names in USES. Headers of other libraries stay where they belong."""
import re

import gate

# Each part may include the parts before it.
ORDER = [
    "include/chat", "libchat/base", "libchat/model", "libchat/policy", "libchat/auth", "libchat/service",
    "libchat/runner", "libchat/executor", "libchat/wire", "storage/sql", "storage/sqlite", "storage/postgres",
    "frontends/common", "frontends/web", "frontends/httpd", "frontends/ctl", "frontends/bot", "examples", "tests",
]

# Headers of other libraries, and the folders that may see them. Tests may see anything.
FOREIGN = [
    (r"sqlite3\.h", ("storage/sqlite",), "only the SQLite driver sees sqlite3"),
    (r"libpq-fe\.h|postgres.*", ("storage/postgres",), "only the PostgreSQL driver sees libpq"),
    (r"jansson\.h", ("libchat/wire",), "only libchat/wire sees jansson"),
    (r"event2/.*|event\.h|evhttp\.h", ("frontends", "examples"), "only frontends see libevent"),
    (r"argon2\.h", ("libchat/auth",), "only libchat/auth sees argon2"),
    (r"pthread\.h|threads\.h", ("libchat/service", "libchat/runner", "libchat/executor", "storage", "frontends", "examples"),
     "values, rules and text know no threads and no locks"),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def part_of(path):
    return next((part for part in ORDER if path == part or path.startswith(part + "/")), None)


def complain_about_include(source, line, target, uses):
    here, there = part_of(source), part_of(target)
    arrow = f"{source}:{line}: {here} -> {there}"
    if there is None:
        return f"{source}:{line}: \"{target}\" is in no part of the house"
    if here == there:
        return None
    if ORDER.index(there) > ORDER.index(here):
        return f"{arrow} points up"
    if here.startswith("storage/") and there.startswith("libchat/") and there != "libchat/base":
        return f"{arrow}: storage knows libchat/base, and meets the core only through include/chat"
    if here == "examples" and there.startswith(("libchat/", "storage/")):
        return f"{arrow}: an example uses public headers"
    if here in uses and there != "include/chat" and there not in uses[here]:
        return f"{arrow} is not in the USES of {here}/CMakeLists.txt"
    return None


def check(root, parts):
    layers = parts.get("layers", {})
    folder_of = {name: layer["folder"] for name, layer in layers.items()}
    uses = {layer["folder"]: {folder_of[use] for use in layer["uses"] if use in folder_of} for layer in layers.values()}
    complaints = []

    for name, layer in layers.items():
        for use in layer["uses"]:
            if use not in layers:
                complaints.append(f"{layer['folder']}: uses {use}, which is not a layer")
            elif ORDER.index(folder_of[use]) >= ORDER.index(layer["folder"]):
                complaints.append(f"{layer['folder']} -> {folder_of[use]} points up: {name} may not use {use}")

    for path in gate.sources(root, ".c", ".h"):
        source = str(path)
        text = gate.code_only((root / path).read_text(errors="replace"), keep_strings=True)
        for match in INCLUDE.finditer(text):
            form, name, line = match[1], match[2], gate.line_of(text, match.start(2))
            if form == '"':
                target = next((place + name for place in ("include/", "") if (root / (place + name)).is_file()), None)
                if target is None:
                    complaints.append(f"{source}:{line}: \"{name}\" is not written from the source root")
                    continue
                complaint = complain_about_include(source, line, target, uses)
                if complaint:
                    complaints.append(complaint)
            elif not source.startswith("tests/"):
                for pattern, allowed, reason in FOREIGN:
                    if re.fullmatch(pattern, name) and not any(source.startswith(folder + "/") for folder in allowed):
                        complaints.append(f"{source}:{line}: <{name}>: {reason}")
    return complaints


BASE = {"libchat/base/a.h": "", "libchat/model/m.h": "", "include/chat/x.h": ""}
MODEL_ALONE = {"layers": {"chat_base": {"folder": "libchat/base", "uses": []},
                          "chat_model": {"folder": "libchat/model", "uses": []}}}
PLANTS = [
    gate.Plant(None, BASE | {"libchat/model/m.c": '#include "libchat/base/a.h"\n#include "chat/x.h"\n'}),
    gate.Plant("libchat/base -> libchat/model points up", BASE | {"libchat/base/a.c": '#include "libchat/model/m.h"\n'}),
    gate.Plant("include/chat -> libchat/base points up", BASE | {"include/chat/y.h": '#include "libchat/base/a.h"\n'}),
    gate.Plant("not in the USES", BASE | {"libchat/model/m.c": '#include "libchat/base/a.h"\n'}, MODEL_ALONE),
    gate.Plant("may not use chat_model", {}, {"layers": {
        "chat_base": {"folder": "libchat/base", "uses": ["chat_model"]},
        "chat_model": {"folder": "libchat/model", "uses": []}}}),
    gate.Plant("only through include/chat", BASE | {"storage/sql/s.c": '#include "libchat/model/m.h"\n'}),
    gate.Plant("an example uses public headers", BASE | {"examples/e.c": '#include "libchat/base/a.h"\n'}),
    gate.Plant("not written from the source root", BASE | {"libchat/base/a.c": '#include "a.h"\n'}),
    gate.Plant("jansson", {"frontends/httpd/h.c": "#include <jansson.h>\n"}),
    gate.Plant("sqlite3", {"libchat/runner/r.c": "#  include <sqlite3.h>\n"}),
    gate.Plant("libevent", {"libchat/executor/e.c": "#include <event2/event.h>\n"}),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
