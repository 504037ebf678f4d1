"""Starting and stopping: what the operator reads when it does not work, and that nothing is lost by it."""
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import tempfile
import time
import unittest

from client import Client, community
from server import PROGRAM, Server, eventually, run


class Operators(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="chat-blackbox-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.database = self.folder / "chat.db"

    def a_store(self):
        """A store with one account and one message, at rest."""
        server = Server(folder=self.folder).start()
        (self.ada,) = community(server, "ada")
        self.room = self.ada.create_room("Kept")
        self.ada.say(self.room, "still here")
        self.assertEqual(server.stop(), 0)

    def assert_store_is_whole(self):
        server = Server(folder=self.folder).start()
        self.addCleanup(server.close)
        self.ada.server = server
        self.assertEqual([message["body"] for message in self.ada.messages(self.room)], ["still here"])

    def assert_refuses(self, *arguments, says, status=1):
        """One sentence on stderr that says what to do, an exit status, nothing on stdout."""
        code, out, err = run("--listen", "127.0.0.1:0", *arguments)
        self.assertEqual((code, out), (status, ""), err)
        self.assertRegex(err, r"\Achat-httpd: [^\n]+\n\Z")
        for words in says:
            self.assertIn(words, err)

    def test_stop_it_with_ctrl_c_and_find_everything_after_a_second_start(self):
        self.a_store()
        server = Server(folder=self.folder).start()
        self.addCleanup(server.close)
        self.assertEqual(server.stop(signal.SIGINT), 0)
        self.assertEqual(server.said, [])
        self.assert_store_is_whole()

    def test_in_a_hurry_press_ctrl_c_twice(self):
        server = Server(folder=self.folder).start()
        (ada,) = community(server, "ada")
        held = ada.socket()
        held.next("hello")
        server.process.send_signal(signal.SIGINT)
        held.next("bye")
        began = time.monotonic()
        self.assertEqual(server.stop(signal.SIGINT), 128 + signal.SIGINT)
        self.assertLess(time.monotonic() - began, 1)
        held.cut()

    def test_find_the_port_in_use(self):
        self.a_store()
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            address = "127.0.0.1:%d" % other.getsockname()[1]
            self.assert_refuses("--listen", address, "--data", self.folder, says=[address, "in use", "--listen"])
        self.assert_store_is_whole()

    def test_find_the_store_owned_by_another_process(self):
        self.a_store()
        first = Server(folder=self.folder).start()
        self.assert_refuses("--data", self.folder, says=["--data"])
        self.ada.server = first
        self.ada.say(self.room, "not disturbed")
        self.assertEqual(first.stop(), 0)

    def test_find_the_store_damaged(self):
        self.a_store()
        whole = self.database.read_bytes()
        for damage in (b"this is not a database at all" * 100, whole[:100] + b"\xff" * 4000 + whole[4100:], whole[:1000]):
            self.database.write_bytes(damage)
            for extra in self.folder.glob("chat.db-*"):
                extra.unlink()
            self.assert_refuses("--data", self.folder, says=["backup"])
            self.assertEqual(self.database.read_bytes(), damage)
        self.database.write_bytes(whole)
        self.assert_store_is_whole()

    def test_find_a_database_of_another_program(self):
        with sqlite3.connect(self.database) as other:
            other.execute("CREATE TABLE recipes (title TEXT)")
        other.close()
        before = self.database.read_bytes()
        self.assert_refuses("--data", self.folder, says=["--data"])
        self.assertEqual(self.database.read_bytes(), before)

    def test_find_the_store_of_a_newer_version(self):
        self.a_store()
        with sqlite3.connect(self.database) as store:
            version = store.execute("PRAGMA user_version").fetchone()[0]
            self.assertGreater(version, 0)
            store.execute(f"PRAGMA user_version = {version + 1000}")
        store.close()
        self.assert_refuses("--data", self.folder, says=["newer"])
        with sqlite3.connect(self.database) as store:
            store.execute(f"PRAGMA user_version = {version}")
        store.close()
        self.assert_store_is_whole()

    def test_find_the_folder_unusable(self):
        file = self.folder / "file"
        file.write_text("x")
        self.assert_refuses("--data", file, says=["--data"])
        self.assert_refuses("--data", file / "deeper", says=["--data"])
        self.assert_refuses("--data", self.folder / "no" / "such" / "parent", says=["--data"])
        self.assert_refuses("--storage", f"sqlite:{file}/chat.db", says=["Not a directory"])

    def test_mistype_an_option(self):
        for arguments, words in ((["--lisen", "x"], "--lisen"), (["--loops", "many"], "loops"), (["--public-url", "chat.example.org"], "https://"),
                                 (["--listen", "nonsense"], "127.0.0.1:8080"), (["--listen", "0.0.0.0:0"], "--public-url"),
                                 (["--storage", "mysql:x"], "sqlite:"), (["--log-level", "loud"], "debug"), (["--data"], "--data"), (["start"], "--help"),
                                 (["--config", "/nowhere/chat.conf"], "/nowhere/chat.conf")):
            with self.subTest(arguments=arguments):
                self.assert_refuses("--data", self.folder, *arguments, says=[words], status=2)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_listen_on_an_address_that_is_not_theirs(self):
        self.assert_refuses("--data", self.folder, "--public-url", "https://chat.example.org", "--listen", "192.0.2.1:8080", says=["192.0.2.1:8080"])

    def test_give_options_in_a_file_and_by_the_environment(self):
        config = self.folder / "chat.conf"
        config.write_text('# our chat\nlisten = 127.0.0.1:0\n\n  loops = 2\npublic-url = "https://chat.example.org"\n')
        self.assertEqual(run("--config", config, "--check-config")[0], 0)
        config.write_text("listen = 127.0.0.1:0\ncolour = red\n")
        code, _, err = run("--config", config, "--check-config")
        self.assertEqual((code, err), (2, f'chat-httpd: {config} line 2: there is no option "colour"\n'))
        code, _, err = run("--check-config", env={**os.environ, "CHAT_LOOPS": "none"})
        self.assertEqual((code, err), (2, "chat-httpd: loops is a number from 1 to 64\n"))
        self.assertEqual(run("--check-config", "--loops", "3", env={**os.environ, "CHAT_LOOPS": "2"})[0], 0)

    def test_ask_for_help_and_the_version(self):
        code, out, err = run("--help")
        self.assertEqual((code, err), (0, ""))
        for option in ("--listen", "--data", "--public-url", "--unsafe-plain-http", "--check-config"):
            self.assertIn(option, out)
        self.assertRegex(run("--version")[1], r"\Achat-httpd \d+\.\d+\.\d+\n\Z")

    def test_keep_what_is_stored_to_themselves(self):
        self.a_store()
        for path in [self.database, *self.folder.glob("chat.db-*")]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


class FullDisk(unittest.TestCase):
    """A file size limit stands for the disk: to SQLite both are a write that does not go through."""

    def test_people_are_told_and_nothing_acknowledged_is_lost(self):
        server = Server("--no-limits")
        self.addCleanup(server.close)
        limited = pathlib.Path(server.folder) / "limited.sh"
        limited.write_text(f'#!/bin/sh\nulimit -f 1200\nexec "{PROGRAM}" "$@"\n')
        limited.chmod(0o700)
        import server as module
        program, module.PROGRAM = module.PROGRAM, str(limited)
        try:
            server.start()
        finally:
            module.PROGRAM = program
        (ada,) = community(server, "ada")
        room = ada.create_room("Attic")
        said, refused = [], None
        for i in range(400):
            reply = ada.call("POST", f"/rooms/{room['id']}/messages", {"body": f"{i} " + "x" * 8000})
            if reply.status != 201:
                refused = reply
                break
            said.append(reply.json["seq"])
        self.assertIsNotNone(refused, "the disk never filled up")
        self.assertIn(refused.status, (500, 503, 507))
        self.assertTrue(refused.json["detail"])
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
        eventually("the server ends", lambda: server.process.poll() is not None)
        server.wait()
        server.start()
        found = [event["seq"] for event in self.all_events(ada, room) if event["kind"] == "message"]
        self.assertEqual(found[:len(said)], said)
        self.assertLessEqual(len(found), len(said) + 1)
        ada.say(room, "there is room again")

    def all_events(self, client, room):
        events, after = [], 0
        while True:
            page = client.get(f"/logs/{room['id']}/events", after=after, limit=20).json
            events += page["events"]
            after = page["last"]
            if after >= page["head"]:
                return events


if __name__ == "__main__":
    unittest.main()
