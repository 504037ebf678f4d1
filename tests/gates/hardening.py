#!/usr/bin/env python3
"""What the release build links is position independent, has read-only relocations bound at start, no executable
stack and stack canaries; libraries keep no state in writable globals.

Control-flow protection is compiled in but not asked for here: the start files of Debian 12 are not marked for
it, so neither is what is linked with them."""
import re
import subprocess
import pathlib

import gate


def tool(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def complaints_about(name, path):
    header, segments, dynamic, symbols = (
        tool("readelf", option, "-W", path) for option in ("-h", "-l", "-d", "--dyn-syms"))
    if not re.search(r"Type:\s+DYN", header):
        yield f"{name} is not position independent"
    if "GNU_RELRO" not in segments:
        yield f"{name} has no read-only relocations"
    if not re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic):
        yield f"{name} is not bound at start"
    stack = re.search(r"GNU_STACK.*", segments)
    if not stack or re.search(r"\bRWE\b", stack[0]):
        yield f"{name} has an executable stack"
    if "__stack_chk_fail" not in symbols:
        yield f"{name} has no stack canaries"


# What the C runtime puts into every library and program.
RUNTIME = re.compile(r"completed\.\d+|__dso_handle|__TMC_END__")


def globals_of(name, path):
    for line in tool("objdump", "-t", path).splitlines():
        match = re.match(r"[0-9a-f]+\s(.{7})\s(\.data|\.bss)\s+([0-9a-f]+)\s+(?:\.hidden\s+)?(\S+)", line)
        if match and "O" in match[1] and not RUNTIME.fullmatch(match[4]):
            yield f"{name} has the writable global {match[4]}"


def check(root, parts):
    complaints = []
    for name, library in parts.get("libraries", {}).items():
        complaints += complaints_about(name, library["file"])
        complaints += globals_of(name, library["file"])
    for program in parts.get("programs", []):
        if pathlib.Path(program).exists():
            complaints += complaints_about(pathlib.Path(program).name, program)
    for source in sorted(root.glob("plant*.c")):
        # Only in a self-test: a program built without protection, or with it, by its own first line.
        program = source.with_suffix("")
        flags = source.read_text().splitlines()[0].strip("/ ").split()
        tool("cc", "-O2", *flags, "-o", str(program), str(source))
        complaints += complaints_about("plant", str(program))
        complaints += globals_of("plant", str(program))
    return complaints


BODY = "\n#include <string.h>\nint main(int argc, char **argv) { char b[64]; strncpy(b, argv[argc - 1], 63); b[63] = 0; return b[9]; }\n"
ALL = ("// -fPIE -pie -fstack-protector-all "
       "-Wl,-z,relro,-z,now,-z,noexecstack")
PLANTS = [
    gate.Plant(None, {"plant.c": ALL + BODY}),
    gate.Plant("not position independent", {"plant.c": ALL + " -fno-pie -no-pie" + BODY}),
    gate.Plant("no read-only relocations", {"plant.c": ALL + " -Wl,-z,norelro" + BODY}),
    gate.Plant("not bound at start", {"plant.c": ALL + " -Wl,-z,lazy" + BODY}),
    gate.Plant("executable stack", {"plant.c": ALL + " -Wl,-z,execstack" + BODY}),
    gate.Plant("no stack canaries", {"plant.c": ALL + " -fno-stack-protector" + BODY}),
    gate.Plant("writable global calls", {"plant.c": ALL + BODY + "int calls;\nint f(void) { return ++calls; }\n"}),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
