#!/usr/bin/env python3
"""What no source may contain: functions that invite overruns or races, characters beyond ASCII, files too long
to read, unfinished work, permission logic in a frontend, SQL put together by printf."""
import re

import gate

LINES_MAX = 700
C_FILES = (".c", ".h")
TEXT_FILES = C_FILES + (".py", ".js", ".mjs", ".css", ".html", ".cmake", ".sh", ".sql")
PRODUCT = ("include", "libchat", "storage", "frontends", "examples")

BANNED = {
    "gets strcpy strcat sprintf vsprintf stpcpy strtok": "does not know the size of what it writes, or keeps state",
    "atoi atol atoll atof": "cannot tell a number from a mistake",
    "alloca": "has no limit and no failure",
    "system popen": "runs a shell",
    "tmpnam tempnam mktemp": "is a race",
    "rand srand random srandom drand48": "is not random enough; use chat_random",
    "localtime gmtime ctime asctime": "shares a buffer between threads",
}
BANNED_CALL = re.compile(r"(?<![\w.>])(" + "|".join(" ".join(BANNED).split()) + r")\s*\(")

# Rules for some folders: where, where not, what, why.
LOCAL = [
    (PRODUCT, (), r"(?<![\w.>])[fsv]*scanf\s*\(", "what a stranger sent is not read by scanf"),
    (("libchat", "storage"), ("libchat/base/alloc.c",), r"(?<![\w.>])(malloc|calloc|realloc|strdup|strndup)\s*\(",
     "memory comes from chat_alloc"),
    (("libchat",), ("libchat/base/clock.c", "libchat/executor"), r"(?<![\w.>])(time|clock_gettime|gettimeofday)\s*\(",
     "time comes from chat_clock"),
    (("libchat", "storage"), (), r"(?<![\w.>])(printf|fprintf|vfprintf|puts|fputs|perror|fopen|getenv|setlocale|signal|sigaction)\s*\(",
     "a library does not speak, read the environment or handle signals"),
    (("libchat", "storage"), (), r"(?<![\w.>])(exit|abort|_exit)\s*\(", "a library returns a status"),
    (("frontends",), (), r"\b(chat_may|CHAT_ROLE_\w+|CHAT_SITE_(?:OWNER|ADMIN|MODERATOR|MEMBER|GUEST))\b",
     "frontends contain no permission logic"),
    (("frontends/httpd", "frontends/ctl", "frontends/bot"), (), r"\brole\s*(?:[<>]=?|[=!]==?)|(?:[<>]=?|[=!]==?)\s*[\w.>-]*\brole\b(?!\s*=>)",
     "frontends compare no roles"),
]

# Words in a comment that say a file is not finished.
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

PRINTS_INTO = re.compile(r"\b(?:v?snprintf|v?asprintf|chat_strbuf_addf)\s*\(\s*&?\s*(\w+)")
PREPARES = re.compile(r"\b\w*(?:prepare|exec)\w*\s*\(([^;]*)\)\s*[;)]")


def functions(code):
    """The bodies of the functions of a file in our layout: from a `{` in column 0 to a `}` in column 0."""
    for match in re.finditer(r"^\{\n(.*?)^\}", code, flags=re.M | re.S):
        yield match.start(1), match[1]


def check_c(name, text):
    code = gate.code_only(text)
    at = lambda match, start=0: f"{name}:{gate.line_of(code, start + match.start())}"
    for match in BANNED_CALL.finditer(code):
        reason = next(why for words, why in BANNED.items() if match[1] in words.split())
        yield f"{at(match)}: {match[1]} {reason}"
    for where, but, pattern, reason in LOCAL:
        if name.startswith(tuple(folder + "/" for folder in where)) and not name.startswith(but):
            for match in re.finditer(pattern, code):
                yield f"{at(match)}: {match[0].strip(' (')}: {reason}"
    if name.startswith("storage/"):
        for start, body in functions(code):
            printed = {match[1] for match in PRINTS_INTO.finditer(body)}
            for match in PREPARES.finditer(body):
                for word in printed & set(re.findall(r"\w+", match[1])):
                    yield f"{at(match, start)}: {word} was made by printf and is used as SQL; bind values instead"


def check(root, _parts):
    complaints = []
    for path in gate.sources(root, *TEXT_FILES):
        name = str(path)
        text = (root / path).read_text(errors="replace")
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            complaints.append(f"{name}: {len(lines)} lines; more than {LINES_MAX} are two ideas")
        if path.suffix not in (*C_FILES, ".js", ".css"):
            continue
        for number, line in enumerate(lines, 1):
            if path.suffix in C_FILES and not line.isascii():
                complaints.append(f"{name}:{number}: not ASCII")
            if UNFINISHED.search(line) and not name.startswith("tests/gates/"):
                complaints.append(f"{name}:{number}: unfinished")
        if path.suffix in C_FILES:
            complaints += check_c(name, text)
        elif name.startswith("frontends/"):
            for match in re.finditer(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", gate.code_only(text)):
                complaints.append(f"{name}:{gate.line_of(text, match.start())}: {match[1]} lets text become code")
    return complaints


def function(*lines):
    return "int f(void)\n{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


PLANTS = [
    gate.Plant(None, {"libchat/base/a.c": "/* strcpy() is banned */\n" + function('g("gets(");', "s->time(0);", "chat_strdup(a);")}),
    gate.Plant(None, {"storage/sql/a.c": function("snprintf(name, 4, \"x\");", "prepare(db, text);")}),
    gate.Plant("a.c:3: strcpy", {"tests/unit/a.c": function("strcpy(a, b);")}),
    gate.Plant("gmtime", {"frontends/httpd/a.c": function("gmtime(&t);")}),
    gate.Plant("not read by scanf", {"frontends/common/a.c": function('sscanf(a, "%d", &b);')}),
    gate.Plant("comes from chat_alloc", {"storage/sql/a.c": function("p = malloc(3);")}),
    gate.Plant("comes from chat_clock", {"libchat/service/a.c": function("return time(NULL);")}),
    gate.Plant("does not speak", {"libchat/runner/a.c": function("printf(\"x\");")}),
    gate.Plant("no permission logic", {"frontends/httpd/a.c": function("if (a == CHAT_ROLE_HOST)", "    return 1;")}),
    gate.Plant("compare no roles", {"frontends/httpd/a.c": function("return user->role >= least;")}),
    gate.Plant("used as SQL", {"storage/sqlite/a.c": function("snprintf(sql, 9, \"%s\", a);", "return sqlite3_prepare_v2(db, sql, -1, &s, 0);")}),
    gate.Plant("used as SQL", {"storage/sql/a.c": function("chat_strbuf_addf(&text, \"%s\", a);", "return driver->exec(db, text.text);")}),
    gate.Plant("not ASCII", {"include/chat/a.h": "/* caf\u00e9 */\n"}),
    gate.Plant("701 lines", {"libchat/base/a.c": "\n" * 701}),
    gate.Plant("unfinished", {"libchat/base/a.c": "/* TO" + "DO */\n"}),
    gate.Plant("innerHTML", {"frontends/web/a.js": "node.innerHTML = text;\n"}),
]

if __name__ == "__main__":
    gate.main(check, PLANTS)
