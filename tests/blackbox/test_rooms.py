"""Rooms: making, finding, joining and leaving them, and what stays hidden from whom."""
import unittest

from client import Client, community
from server import Server


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        cls.ada, cls.bob, cls.cem = community(cls.server, "ada", "bob", "cem")

    def test_create_a_room_on_a_new_topic_and_others_find_it_by_topic_and_text(self):
        room = self.bob.create_room("Sourdough at night", topic="Baking", description="Starters, mostly.")
        self.assertEqual((room["title"], room["topic_name"], room["kind"], room["name"]),
                         ("Sourdough at night", "Baking", "public", "sourdough-at-night"))
        second = self.bob.create_room("Croissants", topic="baking")
        self.assertEqual(second["topic"], room["topic"])
        topics = {topic["name"]: topic for topic in self.cem.good("GET", "/topics")["topics"]}
        self.assertEqual(topics["Baking"]["rooms"], 2)
        self.assertNotIn("baking", topics)
        by_topic = self.cem.get("/rooms", topic=room["topic"]).json["rooms"]
        self.assertEqual({found["id"] for found in by_topic}, {room["id"], second["id"]})
        for text in ("sourdough", "STARTERS", "baking"):
            self.assertIn(room["id"], [found["id"] for found in self.cem.get("/rooms", text=text).json["rooms"]], text)
        self.assertEqual(self.cem.get("/rooms", text="no such words").json["rooms"], [])

    def test_edit_and_delete_their_own_room_and_nobody_elses(self):
        room = self.bob.create_room("Draft")
        refused = self.cem.call("PATCH", f"/rooms/{room['id']}", {"title": "Mine now"})
        self.assertEqual(refused.status, 403)
        edited = self.bob.good("PATCH", f"/rooms/{room['id']}", {"title": "Final", "description": "Done."})
        self.assertEqual((edited["title"], edited["description"]), ("Final", "Done."))
        self.assertEqual(self.cem.call("DELETE", f"/rooms/{room['id']}").status, 403)
        self.assertEqual(self.bob.call("DELETE", f"/rooms/{room['id']}").status, 204)
        for client in (self.bob, self.cem, self.ada):
            self.assertEqual(client.get(f"/rooms/{room['id']}").status, 404)

    def test_join_and_leave(self):
        room = self.bob.create_room("Open door")
        self.assertEqual(self.cem.call("POST", f"/rooms/{room['id']}/messages", {"body": "hi"}).code, "not_member")
        joined = self.cem.join(room)
        self.assertEqual((joined["mine"]["state"], joined["members"]), ("joined", 2))
        members = self.bob.good("GET", f"/rooms/{room['id']}/members")["members"]
        self.assertEqual({member["person"]["handle"]: member["role"] for member in members}, {"bob": "host", "cem": "member"})
        self.assertEqual(self.cem.call("DELETE", f"/rooms/{room['id']}/members/me").status, 204)
        self.assertEqual(self.cem.call("POST", f"/rooms/{room['id']}/messages", {"body": "hi"}).code, "not_member")

    def test_cannot_tell_a_hidden_room_from_a_missing_one(self):
        room = self.bob.create_room("Surprise party", kind="private")
        self.assertNotIn(room["id"], [found["id"] for found in self.cem.get("/rooms").json["rooms"]])
        asked = [("GET", "/rooms/{}", None), ("PATCH", "/rooms/{}", {"title": "x"}), ("DELETE", "/rooms/{}", None),
                 ("PUT", "/rooms/{}/members/me", None), ("DELETE", "/rooms/{}/members/me", None),
                 ("GET", "/rooms/{}/members", None), ("GET", "/rooms/{}/messages", None),
                 ("POST", "/rooms/{}/messages", {"body": "hi"}), ("GET", "/rooms/{}/messages/1", None),
                 ("PATCH", "/rooms/{}/messages/1", {"body": "x"}), ("DELETE", "/rooms/{}/messages/1", None),
                 ("PUT", "/rooms/{}/marker", {"seq": 1}), ("GET", "/logs/{}/events", None),
                 ("POST", "/rooms/{}/invitations", {"handle": "ada"}), ("PUT", "/rooms/{}/archive", None)]
        for method, path, body in asked:
            with self.subTest(method=method, path=path):
                hidden = self.cem.call(method, path.format(room["id"]), body)
                missing = self.cem.call(method, path.format("2000000000"), body)
                self.assertEqual(hidden.status, 404, hidden)
                self.assertEqual((hidden.status, hidden.body), (missing.status, missing.body))
                plain = lambda reply: sorted((n, v) for n, v in reply.headers.items() if n != "Date")
                self.assertEqual(plain(hidden), plain(missing))

    def test_invite_somebody_into_a_private_room(self):
        room = self.bob.create_room("Small circle", kind="private")
        self.assertEqual(self.bob.call("POST", f"/rooms/{room['id']}/invitations", {"handle": "cem"}).status, 204)
        self.assertEqual(self.cem.get(f"/rooms/{room['id']}").json["mine"]["state"], "invited")
        self.cem.join(room)
        self.cem.say(room, "thank you")
        self.bob.good("DELETE", f"/rooms/{room['id']}/members/{self.cem.user['id']}")
        self.assertEqual(self.cem.get(f"/rooms/{room['id']}").status, 404)

    def test_archive_a_room_so_that_it_is_only_read(self):
        room = self.bob.create_room("Old times")
        self.bob.say(room, "remember")
        self.assertEqual(self.bob.good("PUT", f"/rooms/{room['id']}/archive")["state"], "archived")
        self.assertGreaterEqual(self.bob.call("POST", f"/rooms/{room['id']}/messages", {"body": "more"}).status, 400)
        self.assertEqual([message["body"] for message in self.bob.messages(room)], ["remember"])
        self.assertEqual(self.bob.good("DELETE", f"/rooms/{room['id']}/archive")["state"], "open")
        self.bob.say(room, "more")

    def test_hear_which_parameter_of_a_room_is_wrong(self):
        room = self.bob.create_room("Right")
        cases = [("POST", "/rooms", {}, "title"), ("POST", "/rooms", {"title": ""}, "title"),
                 ("POST", "/rooms", {"title": "x" * 65}, "title"), ("POST", "/rooms", {"title": "x", "kind": "secret"}, "kind"),
                 ("POST", "/rooms", {"title": "x", "kind": 1}, "kind"), ("POST", "/rooms", {"title": "x", "colour": "red"}, "colour"),
                 ("POST", "/rooms", {"title": "x", "slow_mode_s": -1}, "slow_mode_s"),
                 ("POST", "/rooms", {"title": None}, "title"), ("POST", "/rooms", {"title": "a\u202eb"}, "title"),
                 ("PATCH", f"/rooms/{room['id']}", {"room": room["id"], "title": "x"}, "room"),
                 ("PATCH", "/rooms/abc", {"title": "x"}, "room"), ("GET", "/rooms/0", None, "room"),
                 ("GET", "/rooms?limit=0", None, "limit"), ("GET", "/rooms?limit=201", None, "limit"),
                 ("GET", "/rooms?limit=+5", None, "limit"), ("GET", "/rooms?mine=yes", None, "mine"),
                 ("GET", "/rooms?sort=name", None, "sort"), ("GET", "/rooms?limit=5&limit=6", None, "limit"),
                 ("GET", f"/rooms/{room['id']}?room=7", None, "room")]
        for method, path, body, field in cases:
            with self.subTest(method=method, path=path, body=body):
                reply = self.bob.call(method, path, body)
                self.assertEqual((reply.status, reply.json.get("field")), (422, field), reply)


class Visitors(unittest.TestCase):
    def test_see_the_site_and_nothing_else_unless_the_owner_opens_it(self):
        server = Server().start()
        self.addCleanup(server.close)
        (ada,) = community(server, "ada")
        room = ada.create_room("Front window")
        ada.say(room, "hello, street")
        visitor = Client(server)
        self.assertEqual(visitor.get("/site").status, 200)
        for path in ("/rooms", f"/rooms/{room['id']}", f"/rooms/{room['id']}/messages", "/topics", "/users", "/sync", "/activity"):
            self.assertEqual(visitor.get(path).status, 401, path)
        ada.good("PATCH", "/settings", {"anonymous_read": 1})
        self.assertEqual([message["body"] for message in visitor.messages(room)], ["hello, street"])
        self.assertEqual(visitor.call("POST", f"/rooms/{room['id']}/messages", {"body": "hi"}).status, 401)


if __name__ == "__main__":
    unittest.main()
