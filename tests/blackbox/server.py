"""A real chat-httpd on a free port over a real SQLite file, as a person would start it."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

PROGRAM = os.environ.get("CHAT_HTTPD", "chat-httpd")
# A sanitized build on a busy machine is several times slower.
PATIENCE_S = 60


class Server:
    """Started by start(), over the same folder as often as one likes; stop() or kill() ends the process."""

    def __init__(self, *options, folder=None, public_url=None):
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="chat-blackbox-")
        self.folder = pathlib.Path(folder or self._temporary.name)
        self.options = options or ("--no-limits",)
        self.process = None
        self.origin = public_url
        self.port = free_port() if public_url else 0  # only a public URL does not tell the port
        if public_url:
            self.options += ("--public-url", public_url)
        self.setup_token = None

    def start(self, *more):
        self.process = subprocess.Popen(
            [PROGRAM, "--listen", f"127.0.0.1:{self.port}", "--data", str(self.folder), *self.options, *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said = []
        self._reader = threading.Thread(target=self._read_errors, args=(self.process.stderr,), daemon=True)
        self._reader.start()
        line = self.process.stdout.readline()
        match = re.fullmatch(r"chat-httpd listening on (https?://\S+)/\n", line)
        assert match, f"no address was printed, but {line!r} and {self.said}"
        if self.port == 0:
            self.port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)", match[1])[1])
        assert match[1] == (self.origin or f"http://127.0.0.1:{self.port}")
        self.origin = match[1]
        self.setup_token = None
        return self

    def _read_errors(self, stream):
        for line in stream:
            self.said.append(line)

    def read_setup_link(self):
        """The second line; only an unclaimed site prints it, so only then may this be called."""
        match = re.fullmatch(re.escape(f"Set up this site: {self.origin}/#setup=") + r"(\S+)\n",
                             self.process.stdout.readline())
        assert match, "no setup link was printed"
        self.setup_token = match[1]
        return self.setup_token

    def stop(self, number=signal.SIGTERM):
        """As Ctrl-C does; returns the exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        status = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        self.rest = self.process.stdout.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def kill(self):
        self.stop(signal.SIGKILL)

    def close(self):
        """Whatever state it is in; a crash, or a sanitizer that complained, is an error of the test."""
        try:
            if self.process and self.process.poll() is None:
                status = self.stop()
                assert status == 0, f"chat-httpd ended with {status}: {''.join(self.said)}"
            complaints = [line for line in getattr(self, "said", []) if "Sanitizer" in line or "runtime error" in line]
            assert not complaints, "".join(self.said)
        finally:
            if self._temporary:
                self._temporary.cleanup()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*arguments, **kwargs):
    """A start that is expected to end by itself: (exit status, stdout, stderr)."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE_S, **kwargs)
    return done.returncode, done.stdout, done.stderr


def eventually(what, check, within_s=PATIENCE_S):
    """Wait until check() is true; say what did not come true."""
    end = time.monotonic() + within_s
    while not check():
        assert time.monotonic() < end, f"it did not come true within {within_s} s: {what}"
        time.sleep(0.02)
