"""What the structural tests have in common: reading C without its comments, and proving that a gate can fail.

A gate is a script with `check(root, parts)`, which returns a list of complaints, one sentence each. Beside it
stands a list of plants: small trees in which it has to find something, so that a gate which has gone blind is
noticed (`--self-test`).
"""
import argparse
import json
import pathlib
import re
import sys
import tempfile

SOURCE_FOLDERS = ("include", "libchat", "storage", "frontends", "examples", "tests")


class Plant:
    """Files (path to text) in which the gate must complain with a sentence that contains `expect`."""

    def __init__(self, expect, files, parts=None):
        self.expect, self.files, self.parts = expect, files, parts or {}


def sources(root, *suffixes, folders=SOURCE_FOLDERS):
    """Every source file below the folders, as paths relative to the root, sorted."""
    found = []
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.suffix in suffixes and path.is_file() and "node_modules" not in path.parts:
                found.append(path.relative_to(root))
    return sorted(found)


def code_only(text, keep_strings=False):
    """C without comments, and by default without what stands in strings; line numbers stay as they are."""
    def blank(match):
        piece = match.group(0)
        if piece.startswith("/"):
            return re.sub(r"[^\n]", " ", piece)
        return piece if keep_strings else piece[0] + piece[0]
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def self_test(check, plants):
    failures = 0
    for plant in plants:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, content in plant.files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            complaints = check(root, plant.parts)
        if plant.expect is None and complaints:
            print(f"complained about an innocent tree: {complaints}")
            failures += 1
        elif plant.expect is not None and not any(plant.expect in complaint for complaint in complaints):
            print(f"did not find the planted fault: {plant.expect} (found {complaints})")
            failures += 1
    print(f"{len(plants)} plants, {failures} missed")
    return failures


def main(check, plants):
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--parts", help="the file in which the build says what it is made of")
    parser.add_argument("--self-test", action="store_true", help="find planted faults instead of real ones")
    options = parser.parse_args()
    if options.self_test:
        sys.exit(1 if self_test(check, plants) else 0)
    root = pathlib.Path(__file__).resolve().parents[2]
    parts = json.loads(pathlib.Path(options.parts).read_text()) if options.parts else {}
    complaints = check(root, parts)
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints")
    sys.exit(1 if complaints else 0)
