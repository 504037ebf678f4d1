"""The same stream as server-sent events, for those who cannot use a WebSocket."""
import http.client
import json
import unittest

from client import Client, community
from server import Server
from websocket import positions_of


class EventSource:
    """What a browser's EventSource does."""

    def __init__(self, client, headers=None, **query):
        self._connection = http.client.HTTPConnection("127.0.0.1", client.server.port, timeout=60)
        text = "&".join(f"{name}={value}" for name, value in query.items())
        self._connection.request("GET", "/api/v1/events" + ("?" + text if text else ""),
                                 headers={"Authorization": "Bearer " + client.token, **(headers or {})})
        self.response = self._connection.getresponse()
        self.last_id = None

    def next(self):
        """(event, data) of the next event; None at the end of the stream."""
        name, data = None, None
        while True:
            line = self.response.readline()
            if not line:
                return None
            line = line.decode().rstrip("\n")
            if not line and name:
                return name, json.loads(data)
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                self.last_id = value
            elif field == "data":
                data = value

    def close(self):
        self._connection.close()


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        cls.ada, cls.bob = community(cls.server, "ada", "bob")

    def open(self, client, **query):
        source = EventSource(client, **query)
        self.addCleanup(source.close)
        return source

    def follow(self, client):
        sync = client.sync()
        positions = ",".join(f"{log}:{seq}" for log, seq in positions_of(sync).items())
        return self.open(client, positions=positions, epoch=sync["epoch"])

    def test_hear_what_is_said(self):
        room = self.ada.create_room("Radio")
        self.bob.join(room)
        source = self.follow(self.bob)
        self.assertEqual(source.response.status, 200)
        self.assertEqual(source.response.headers["Content-Type"], "text/event-stream")
        self.assertEqual(source.response.headers["Cache-Control"], "no-store")
        sent = self.ada.say(room, "two\nlines")
        name, event = source.next()
        self.assertEqual((name, event["kind"], event["log"], event["seq"], event["message"]["body"]),
                         ("event", "message", room["id"], sent["seq"], "two\nlines"))
        self.assertNotIn("op", event)

    def test_come_back_with_the_last_id_and_miss_nothing(self):
        room, other = self.ada.create_room("Tape"), self.ada.create_room("Other tape")
        for each in (room, other):
            self.bob.join(each)
        source = self.follow(self.bob)
        self.ada.say(room, "one")
        self.ada.say(other, "two")
        heard = [source.next()[1]["message"]["body"] for _ in range(2)]
        source.close()
        self.ada.say(other, "three")
        self.ada.say(room, "four")
        again = self.open(self.bob, headers={"Last-Event-ID": source.last_id})
        heard += sorted(again.next()[1]["message"]["body"] for _ in range(2))
        self.assertEqual(heard, ["one", "two", "four", "three"])
        self.ada.say(room, "five")
        self.assertEqual(again.next()[1]["message"]["body"], "five")

    def test_start_again_when_they_come_from_another_time(self):
        source = self.open(self.bob, positions="1:0", epoch="of-another-store")
        self.assertEqual(source.next()[0], "resync")
        self.assertIsNone(source.next())
        self.assertIsNone(source.last_id, "a browser would come back with old positions as if they were of this epoch")

    def test_come_back_just_after_they_joined_a_room_and_hear_of_it(self):
        room = self.ada.create_room("Just joined")
        source = self.follow(self.bob)
        self.bob.join(room)
        while source.next()[1]["kind"] != "joined_room":
            pass
        source.close()
        self.ada.say(room, "welcome")
        again = self.open(self.bob, headers={"Last-Event-ID": source.last_id})
        while "message" not in (event := again.next()[1]):
            pass
        self.assertEqual(event["message"]["body"], "welcome")

    def test_are_told_when_a_room_is_gone(self):
        room = self.ada.create_room("Soon gone")
        self.bob.join(room)
        source = self.follow(self.bob)
        self.ada.good("DELETE", f"/rooms/{room['id']}/members/{self.bob.user['id']}")
        names = [source.next()]
        while names[-1][0] != "unfollowed":
            names.append(source.next())
        self.assertEqual(names[-1][1], {"log": room["id"], "reason": "gone"})
        self.assertNotIn(f"{room['id']}:", source.last_id.partition(";")[2].replace(",", " "))

    def test_hear_no_more_once_the_session_is_over(self):
        phone = Client(self.server).sign_in("bob")
        source = self.open(phone, positions="1:0", epoch=phone.sync()["epoch"])
        self.assertIsNotNone(source.next())
        self.bob.good("DELETE", f"/sessions/{phone.session['id']}")
        while source.next():
            pass

    def test_are_let_go_when_the_server_stops(self):
        server = Server().start()
        self.addCleanup(server.close)
        (ada,) = community(server, "ada")
        source = self.follow(ada)
        self.assertEqual(source.response.status, 200)
        self.assertEqual(server.stop(), 0)
        self.assertIsNone(source.next())

    def test_are_refused_with_a_reason(self):
        epoch = self.bob.sync()["epoch"]
        for query, field in (({"epoch": epoch}, "positions"), ({"positions": "1:0"}, "epoch"),
                             ({"epoch": epoch, "positions": "1"}, "positions"), ({"epoch": epoch, "positions": "1:0,1:2"}, "positions")):
            source = self.open(self.bob, **query)
            self.assertEqual(source.response.status, 422, query)
            self.assertEqual(json.loads(source.response.read())["field"], field)
        self.assertEqual(Client(self.server).get("/events", positions="1:0", epoch=epoch).status, 401)
        head = self.bob.request("HEAD", "/api/v1/events")
        self.assertEqual((head.status, head.headers["Allow"]), (405, "GET"))


if __name__ == "__main__":
    unittest.main()
