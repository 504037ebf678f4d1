#!/usr/bin/env python3
"""Each public header compiles alone, as C11 and as C++17, without a warning."""
import concurrent.futures
import os
import pathlib
import subprocess

import gate

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
LANGUAGES = [
    ("C11", [os.environ.get("CC", "cc"), "-x", "c", "-std=c11", "-Wstrict-prototypes"]),
    ("C++17", [os.environ.get("CXX", "c++"), "-x", "c++", "-std=c++17"]),
]


def compile_alone(root, header, language, command):
    name = pathlib.Path(header).relative_to("include")
    result = subprocess.run(
        [*command, *WARNINGS, "-fsyntax-only", "-I", str(root / "include"), "-"],
        input=f'#include "{name}"\n#include "{name}"\ntypedef int not_empty;\n', text=True, capture_output=True)
    return f"{header} does not compile alone as {language}:\n{result.stderr}" if result.returncode else None


def check(root, _parts):
    jobs = [(root, header, language, command)
            for header in gate.sources(root, ".h", folders=("include",)) for language, command in LANGUAGES]
    if not jobs:
        return ["there is no public header"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [complaint for complaint in pool.map(lambda job: compile_alone(*job), jobs) if complaint]


GOOD = "#ifndef A_H\n#define A_H\n#include <stddef.h>\nsize_t chat_a(void);\n#endif\n"
PLANTS = [
    gate.Plant(None, {"include/chat/a.h": GOOD}),
    gate.Plant("alone as C11", {"include/chat/a.h": GOOD.replace("#include <stddef.h>\n", "")}),
    gate.Plant("alone as C++17", {"include/chat/a.h": GOOD.replace("chat_a(void)", "chat_a(int class)")}),
    gate.Plant("does not compile alone", {"include/chat/a.h": "struct chat_twice { int a; };\n"}),
    gate.Plant("no public header", {}),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
