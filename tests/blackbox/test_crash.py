"""The process is killed while people chat: every message that was shown as sent is there once, and both miss nothing."""
import random
import threading
import time
import unittest

from client import community
from server import Server
from websocket import Closed, Refused

ROUNDS = 4


class Chatter(threading.Thread):
    """A client as the web client is: sends with a client id until it hears the answer, connects again by
    itself, and resumes from where it was."""

    def __init__(self, client, room):
        super().__init__(daemon=True)
        self.client = client
        self.room = room
        self.sync = client.sync()
        self.position = next(p["seq"] for p in self.sync["positions"] if p["log"] == room["id"])
        self.acknowledged = {}  # client id: seq
        self.heard = []         # events of the room, in order
        self.wanted = threading.Event()
        self.wanted.set()
        self.quota = None       # send so many more, then only listen
        self.failure = None

    def run(self):
        number, pending = 0, None
        while self.wanted.is_set():
            ws = None
            try:
                ws = self.client.socket(timeout=5)
                ws.next("hello")
                ws.send("resume", epoch=self.sync["epoch"], positions={self.room["id"]: self.position})
                while self.wanted.is_set():
                    if pending is None and self.quota != 0:
                        number += 1
                        pending = f"{self.client.user['handle']}-{number}"
                        self.quota = None if self.quota is None else self.quota - 1
                    if pending:
                        ws.send("call", ref=pending, name="message.send",
                                params={"room": self.room["id"], "body": pending, "client_id": pending})
                        self._listen(ws, pending)
                        pending = None
                    else:
                        self._listen(ws, None)
            except (Closed, Refused, OSError):
                time.sleep(0.05)
            except Exception as failure:
                self.failure = failure
                raise
            finally:
                if ws:
                    ws.cut()

    def _listen(self, ws, ref):
        """Until the answer to `ref` came; without one, for a moment."""
        while True:
            try:
                ws._socket.settimeout(5 if ref else 0.1)
                frame = ws.next()
            except TimeoutError:
                if ref:
                    raise
                return
            if frame["op"] == "event" and frame["log"] == self.room["id"]:
                assert frame["seq"] == self.position + 1, f"{frame['seq']} after {self.position}"
                self.position = frame["seq"]
                self.heard.append(frame)
            elif frame["op"] == "result" and frame["ref"] == ref:
                self.acknowledged[ref] = frame["result"]["seq"]
                return
            else:
                assert frame["op"] not in ("error", "resync", "unfollowed"), frame


class PeopleWhoseServerDies(unittest.TestCase):
    def test_find_every_acknowledged_message_once_and_miss_nothing(self):
        server = Server().start()
        self.addCleanup(server.close)
        ada, bob = community(server, "ada", "bob")
        room = ada.create_room("Earthquake")
        bob.join(room)
        chatters = [Chatter(client, room) for client in (ada, bob)]
        for chatter in chatters:
            chatter.start()
        port = server.port
        for _ in range(ROUNDS):
            before = sum(len(chatter.acknowledged) for chatter in chatters)
            end = time.monotonic() + 60
            while sum(len(chatter.acknowledged) for chatter in chatters) < before + 20:
                self.assertLess(time.monotonic(), end, "nobody gets through")
                time.sleep(0.01)
            time.sleep(random.random() * 0.1)
            server.kill()
            server.start("--listen", f"127.0.0.1:{port}")
        for chatter in chatters:
            chatter.quota = 3
        end = time.monotonic() + 60
        while any(chatter.quota != 0 for chatter in chatters) or \
                any(chatter.position < ada.get(f"/rooms/{room['id']}").json["head_seq"] for chatter in chatters):
            self.assertLess(time.monotonic(), end, "somebody did not catch up")
            self.assertEqual([chatter.failure for chatter in chatters], [None, None])
            time.sleep(0.05)
        for chatter in chatters:
            chatter.wanted.clear()
            chatter.join(30)
        self.check(ada, room, chatters)

    def check(self, client, room, chatters):
        stored, after = [], 0
        while True:
            page = client.get(f"/logs/{room['id']}/events", after=after, limit=500).json
            stored += page["events"]
            after = page["last"]
            if after >= page["head"]:
                break
        self.assertEqual([event["seq"] for event in stored], list(range(1, len(stored) + 1)))
        said = {event["message"]["body"]: event["seq"] for event in stored if event["kind"] == "message"}
        self.assertEqual(len(said), sum(event["kind"] == "message" for event in stored), "something was stored twice")
        for chatter in chatters:
            for ref, seq in chatter.acknowledged.items():
                self.assertEqual(said.get(ref), seq)
            last = [event["seq"] for event in chatter.heard]
            self.assertEqual(last, list(range(last[0], len(stored) + 1)))
            by_seq = {event["seq"]: event for event in stored}
            for event in chatter.heard:
                self.assertEqual({**by_seq[event["seq"]], "op": "event"}, event)


if __name__ == "__main__":
    unittest.main()
