"""Messages: saying, reading back, changing, taking back, counting what is unread, and asking twice."""
import unittest

from client import Client, community
from server import Server


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        cls.ada, cls.bob, cls.cem = community(cls.server, "ada", "bob", "cem")

    def room(self, title="Kitchen"):
        room = self.ada.create_room(title)
        self.bob.join(room)
        return room

    def test_say_something_and_read_it_back(self):
        room = self.room()
        body = "Grüße 👋\nsecond *line*\twith a tab"
        sent = self.ada.say(room, body)
        self.assertEqual((sent["body"], sent["author"], sent["n"], sent["version"]), (body, self.ada.user["id"], 1, 1))
        self.assertEqual(self.bob.messages(room), [sent])
        self.assertEqual(self.bob.get(f"/rooms/{room['id']}/messages/{sent['seq']}").json, sent)

    def test_reply_to_a_message_of_the_same_room_only(self):
        room, other = self.room(), self.room("Garden")
        first = self.ada.say(room, "who is there?")
        self.assertEqual(self.bob.say(room, "me", reply_to=first["seq"])["reply_to"], first["seq"])
        reply = self.bob.call("POST", f"/rooms/{other['id']}/messages", {"body": "me", "reply_to": first["seq"] + 50})
        self.assertEqual((reply.status, reply.json["field"]), (422, "reply_to"))

    def test_scroll_back_through_history_page_by_page(self):
        room = self.room()
        sent = [self.ada.say(room, f"line {i}")["seq"] for i in range(23)]
        newest = self.bob.get(f"/rooms/{room['id']}/messages", limit=10).json
        self.assertEqual([message["seq"] for message in newest["messages"]], sent[-10:])
        self.assertEqual((newest["more_before"], newest["more_after"]), (True, False))
        self.assertEqual([person["handle"] for person in newest["people"]], ["ada"])
        found, before = sent[-10:], sent[-10]
        while before:
            page = self.bob.get(f"/rooms/{room['id']}/messages", limit=10, before=before).json
            found = [message["seq"] for message in page["messages"]] + found
            before = found[0] if page["more_before"] else None
        self.assertEqual(found, sent)
        around = self.bob.get(f"/rooms/{room['id']}/messages", limit=5, around=sent[11]).json["messages"]
        self.assertIn(sent[11], [message["seq"] for message in around])
        after = self.bob.get(f"/rooms/{room['id']}/messages", limit=5, after=sent[4]).json
        self.assertEqual([message["seq"] for message in after["messages"]], sent[5:10])
        both = self.bob.get(f"/rooms/{room['id']}/messages", before=9, after=3)
        self.assertEqual(both.status, 422)

    def test_edit_their_own_words_and_nobody_elses(self):
        room = self.room()
        sent = self.ada.say(room, "helo")
        path = f"/rooms/{room['id']}/messages/{sent['seq']}"
        edited = self.ada.good("PATCH", path, {"body": "hello", "version": 1})
        self.assertEqual((edited["body"], edited["version"], edited["seq"]), ("hello", 2, sent["seq"]))
        self.assertIn("edited_at", edited)
        self.assertEqual(self.ada.call("PATCH", path, {"body": "late", "version": 1}).status, 409)
        self.assertEqual(self.bob.call("PATCH", path, {"body": "not mine"}).status, 403)
        self.assertEqual([message["body"] for message in self.bob.messages(room)], ["hello"])

    def test_delete_a_message_and_a_tombstone_without_words_stays(self):
        room = self.room()
        sent = self.bob.say(room, "a secret slipped")
        path = f"/rooms/{room['id']}/messages/{sent['seq']}"
        self.assertEqual(self.cem.call("DELETE", path).status, 403)
        self.assertEqual(self.bob.call("DELETE", path).status, 204)
        self.assertEqual(self.bob.call("DELETE", path).status, 204)
        (tombstone,) = self.ada.messages(room)
        self.assertIn("deleted_at", tombstone)
        self.assertNotIn("body", tombstone)
        self.assertNotIn(b"slipped", self.ada.get(f"/logs/{room['id']}/events").body)
        self.assertEqual(self.bob.call("PATCH", path, {"body": "again"}).status >= 400, True)

    def test_see_what_is_unread_and_how_it_falls_when_read(self):
        room = self.room()
        unread = lambda client: client.get(f"/rooms/{room['id']}").json["mine"]["unread"]
        sent = [self.ada.say(room, f"news {i}")["seq"] for i in range(5)]
        self.assertEqual((unread(self.ada), unread(self.bob)), (0, 5))
        standing = self.bob.good("PUT", f"/rooms/{room['id']}/marker", {"seq": sent[2]})
        self.assertEqual((standing["marker_seq"], standing["unread"]), (sent[2], 2))
        self.ada.good("DELETE", f"/rooms/{room['id']}/messages/{sent[4]}")
        self.assertEqual(unread(self.bob), 1)
        self.bob.say(room, "read it all")
        self.assertEqual(unread(self.bob), 0)
        (mine,) = [found for found in self.bob.sync()["rooms"] if found["id"] == room["id"]]
        self.assertEqual(mine["mine"]["unread"], 0)
        ahead = self.bob.call("PUT", f"/rooms/{room['id']}/marker", {"seq": sent[4] + 100})
        self.assertEqual((ahead.status, ahead.json["field"]), (422, "seq"))

    def test_see_recent_activity_of_the_rooms_they_can_see(self):
        room = self.room("Newsroom")
        hidden = self.ada.create_room("Back office", kind="private")
        self.ada.say(hidden, "between us")
        self.ada.say(room, "old")
        newest = self.ada.say(room, "new")
        activity = self.bob.good("GET", "/activity")["activity"]
        (row,) = [row for row in activity if row["message"]["room"] == room["id"]]
        self.assertEqual((row["message"]["seq"], row["room_title"], row["author"]["handle"]), (newest["seq"], "Newsroom", "ada"))
        self.assertNotIn(hidden["id"], [row["message"]["room"] for row in activity])

    def test_see_somebodys_recent_messages_in_their_profile(self):
        room = self.room("Workshop")
        hidden = self.ada.create_room("Vault", kind="private")
        self.ada.say(hidden, "the combination")
        sent = self.ada.say(room, "come in")
        profile = self.bob.get("/profile", handle="ada").json
        self.assertIn(sent["seq"], [message["seq"] for message in profile["messages"] if message["room"] == room["id"]])
        self.assertIn(room["id"], [found["id"] for found in profile["rooms"]])
        self.assertNotIn(hidden["id"], [found["id"] for found in profile["rooms"]])
        self.assertNotIn("combination", str(profile))

    def test_who_ask_twice_are_answered_alike_and_it_is_done_once(self):
        room = self.room()
        first = self.ada.say(room, "once", client_id="a-1")
        self.assertEqual(self.ada.say(room, "once", client_id="a-1"), first)
        by_header = self.ada.good("POST", f"/rooms/{room['id']}/messages", {"body": "once"}, Idempotency_Key="a-1")
        self.assertEqual(by_header, first)
        self.assertEqual(len(self.bob.messages(room)), 1)
        other = self.ada.call("POST", f"/rooms/{room['id']}/messages", {"body": "twice", "client_id": "a-1"})
        self.assertEqual((other.status, other.code), (409, "client_id_reused"))
        self.assertNotEqual(self.bob.say(room, "once", client_id="a-1")["seq"], first["seq"])
        kitchen = self.ada.good("POST", "/rooms", {"title": "Only one", "client_id": "a-2"})
        self.assertEqual(self.ada.good("POST", "/rooms", {"title": "Only one", "client_id": "a-2"})["id"], kitchen["id"])

    def test_hear_which_parameter_of_a_message_is_wrong(self):
        room = self.room()
        path = f"/rooms/{room['id']}/messages"
        cases = [(path, {}, "body"), (path, {"body": ""}, "body"), (path, {"body": "x" * 16385}, "body"),
                 (path, {"body": ["x"]}, "body"), (path, {"body": "a\u0000b"}, None), (path, {"body": "bell \u0007"}, "body"),
                 (path, {"body": "x", "client_id": "with blank"}, "client_id"), (path, {"body": "x", "client_id": "x" * 65}, "client_id"),
                 (path, {"body": "x", "author": self.bob.user["id"]}, "author"), (path, {"body": "x", "reply_to": "1"}, "reply_to"),
                 (path, {"body": "x", "reply_to": 1.5}, "reply_to"), (path, {"body": "x", "reply_to": True}, "reply_to")]
        for where, body, field in cases:
            with self.subTest(body=str(body)[:60]):
                reply = self.ada.call("POST", where, body)
                self.assertEqual(reply.status, 422 if field else 400, reply)
                self.assertEqual(reply.json.get("field"), field, reply)
        self.assertEqual(self.ada.call("POST", path, {"body": "x" * 16384}).status, 201)


class BadJson(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        (cls.ada,) = community(cls.server, "ada")

    def test_is_refused_before_anything_is_done(self):
        cases = [b"", b"{", b"[]", b"null", b'"x"', b'{"title":"a","title":"b"}', b'{"title":"a"} x', b'{"title":"\xff"}',
                 b'{"title":"\\ud800"}', b'{"title":"a",}', b"{'title':'a'}", b'{"title":' + b"[" * 20 + b"]" * 20 + b"}",
                 b'{"title":[' + b"0," * 5000 + b"0]}"]
        for raw in cases:
            with self.subTest(raw=raw[:40]):
                reply = self.ada.request("POST", "/api/v1/rooms", raw=raw, headers={"Content-Type": "application/json"})
                self.assertIn(reply.status, (400, 422), reply)
                self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
        self.assertEqual(self.ada.get("/rooms").json["rooms"], [])

    def test_is_refused_by_its_type_and_size(self):
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data", ""):
            reply = self.ada.request("POST", "/api/v1/rooms", raw=b'{"title":"a"}', headers={"Content-Type": content_type})
            self.assertEqual((reply.status, reply.code), (415, "unsupported_media_type"), content_type)
        self.assertEqual(self.ada.request("POST", "/api/v1/rooms", raw=b'{"title":"a"}',
                                          headers={"Content-Type": "application/json; charset=utf-8"}).status, 201)
        big = self.ada.request("POST", "/api/v1/rooms", raw=b'{"title":"' + b"a" * 70000 + b'"}', headers={"Content-Type": "application/json"})
        self.assertEqual(big.status, 413)


if __name__ == "__main__":
    unittest.main()
