"""Chatting live over the WebSocket chat.v1: nothing missed, nothing twice, and the door closes at once."""
import threading
import time
import unittest

from client import Client, community
from server import Server
from websocket import BINARY, TEXT, Refused


class Case(unittest.TestCase):
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server("--no-limits", *cls.options).start()
        cls.addClassCleanup(cls.server.close)
        cls.ada, cls.bob, cls.cem = community(cls.server, "ada", "bob", "cem")

    def room(self, *members, title="Live"):
        room = self.ada.create_room(title)
        for member in members:
            member.join(room)
        return room

    def online(self, client, **options):
        """A socket that has said hello and follows all that the snapshot names."""
        sync = client.sync()
        ws = client.socket(**options)
        self.addCleanup(ws.cut)
        ws.hello = ws.next()
        self.assertEqual(ws.hello["op"], "hello")
        return ws.resume(sync)


class TwoPeople(Case):
    def test_are_greeted_with_what_they_need_to_know(self):
        ws = self.online(self.ada)
        self.assertEqual(ws.hello["user"], self.ada.user["id"])
        self.assertEqual(ws.hello["session"], self.ada.session["id"])
        self.assertEqual(ws.hello["epoch"], self.ada.sync()["epoch"])
        self.assertEqual((ws.hello["heartbeat_ms"], ws.hello["max_frame_bytes"]), (30000, 65536))

    def test_hear_each_other_at_once(self):
        room = self.room(self.bob)
        ada, bob = self.online(self.ada), self.online(self.bob)
        sent = ada.call("message.send", room=room["id"], body="do you hear me?")
        (event,) = bob.events(1)
        self.assertEqual((event["kind"], event["log"], event["seq"], event["message"]), ("message", room["id"], sent["seq"], sent))
        self.bob.say(room, "by HTTP too")
        self.assertEqual([event["message"]["body"] for event in ada.events(2, room["id"])], ["do you hear me?", "by HTTP too"])

    def test_get_the_result_of_a_call_before_its_event(self):
        room = self.room()
        ws = self.online(self.ada)
        refs = [ws.begin("message.send", room=room["id"], body=str(i)) for i in range(20)]
        order = []
        while len(order) < 40:
            frame = ws.next()
            order.append(("result", frame["result"]["seq"]) if frame["op"] == "result" else ("event", frame["seq"]))
        seqs = [seq for kind, seq in order if kind == "result"]
        self.assertEqual(seqs, sorted(seqs))
        self.assertEqual([seq for kind, seq in order if kind == "event"], seqs)
        for seq in seqs:
            self.assertLess(order.index(("result", seq)), order.index(("event", seq)))
        self.assertEqual(len(refs), 20)

    def test_see_edits_and_deletions_as_they_happen(self):
        room = self.room(self.bob)
        bob = self.online(self.bob)
        sent = self.ada.say(room, "fisrt")
        self.ada.good("PATCH", f"/rooms/{room['id']}/messages/{sent['seq']}", {"body": "first"})
        self.ada.good("DELETE", f"/rooms/{room['id']}/messages/{sent['seq']}")
        said, edited, deleted = bob.events(3, room["id"])
        self.assertEqual([said["kind"], edited["kind"], deleted["kind"]], ["message", "message_edited", "message_deleted"])
        self.assertEqual((edited["target_seq"], deleted["target_seq"]), (sent["seq"], sent["seq"]))
        self.assertNotIn("body", deleted["message"])

    def test_are_told_when_their_marker_moves_on_another_device(self):
        room = self.room(self.bob)
        sent = self.ada.say(room, "read me")
        phone, desk, other = self.online(self.bob), self.online(self.bob), self.online(self.ada)
        standing = phone.call("marker.move", room=room["id"], seq=sent["seq"])
        marker = desk.next("marker")
        self.assertEqual((marker["log"], marker["marker_seq"], marker["unread"]), (room["id"], standing["marker_seq"], 0))
        self.assertTrue(phone.is_quiet())
        again = self.ada.say(room, "and me")
        self.bob.good("PUT", f"/rooms/{room['id']}/marker", {"seq": again["seq"]})
        self.assertEqual({ws.next("marker")["marker_seq"] for ws in (phone, desk)}, {again["seq"]})
        self.assertEqual([frame["op"] for frame in other._waiting if frame["op"] == "marker"], [])

    def test_follow_a_room_they_join_while_connected(self):
        room = self.ada.create_room("Joined later")
        self.ada.say(room, "before")
        bob = self.online(self.bob)
        self.bob.join(room)
        self.ada.say(room, "after")
        events = bob.events(2, room["id"])
        self.assertEqual([event["kind"] for event in events], ["member_joined", "message"])
        self.assertEqual(events[1]["message"]["body"], "after")

    def test_hear_nothing_of_a_room_after_they_were_removed(self):
        room = self.room(self.bob)
        bob = self.online(self.bob)
        self.ada.good("DELETE", f"/rooms/{room['id']}/members/{self.bob.user['id']}")
        self.ada.say(room, "now that we are alone")
        gone = bob.next("unfollowed")
        self.assertEqual((gone["log"], gone["reason"]), (room["id"], "gone"))
        self.assertEqual([frame["kind"] for frame in bob._waiting if frame["op"] == "event" and frame["log"] == room["id"]], ["member_removed"])
        ref = bob.begin("site.get")
        self.assertEqual(bob.end(ref)["op"], "result")
        self.assertNotIn("alone", str(bob._waiting))

    def test_look_at_a_public_room_without_joining(self):
        room = self.ada.create_room("Aquarium")
        self.ada.say(room, "one")
        cem = self.online(self.cem)
        cem.send("follow", log=room["id"], after=0)
        self.ada.say(room, "two")
        kinds = [event["kind"] for event in cem.events(4, room["id"])]
        self.assertEqual(kinds, ["room_created", "member_joined", "message", "message"])
        cem.send("unfollow", log=room["id"])
        cem.call("site.get")
        self.ada.say(room, "three")
        self.assertTrue(cem.is_quiet())
        hidden = self.ada.create_room("Deep sea", kind="private")
        for log in (hidden["id"], "2000000000"):
            cem.send("follow", log=log, after=0)
            self.assertEqual({**cem.next("unfollowed"), "log": ""}, {"op": "unfollowed", "log": "", "reason": "gone"})

    def test_come_back_and_have_missed_nothing_and_nothing_comes_twice(self):
        room = self.room(self.bob)
        position = self.bob.get(f"/rooms/{room['id']}").json["head_seq"]
        got = []
        stop = threading.Event()

        def talk():
            ada = self.online(self.ada)
            i = 0
            while not stop.is_set():
                ada.call("message.send", room=room["id"], body=str(i))
                i += 1
            self.said = i

        talking = threading.Thread(target=talk)
        talking.start()
        epoch = self.bob.sync()["epoch"]
        for _ in range(8):
            ws = self.bob.socket()
            ws.next("hello")
            ws.send("resume", epoch=epoch, positions={room["id"]: position})
            for event in ws.events(15):
                got.append(event)
                position = event["seq"]
            ws.cut()
        stop.set()
        talking.join()
        ws = self.bob.socket()
        ws.next("hello")
        ws.send("resume", epoch=epoch, positions={room["id"]: position})
        head = self.bob.get(f"/rooms/{room['id']}").json["head_seq"]
        got += ws.events(head - position)
        self.assertTrue(ws.is_quiet())
        ws.cut()
        seqs = [event["seq"] for event in got]
        self.assertEqual(seqs, list(range(seqs[0], head + 1)))
        self.assertEqual([event["message"]["body"] for event in got], [str(i) for i in range(self.said)])

    def test_start_again_when_they_come_from_another_time(self):
        room = self.room(self.bob)
        ws = self.bob.socket()
        self.addCleanup(ws.cut)
        hello = ws.next("hello")
        ws.send("resume", epoch="of-another-store", positions={room["id"]: 0})
        self.assertEqual(ws.next(), {"op": "resync"})
        head = self.bob.get(f"/rooms/{room['id']}").json["head_seq"]
        ws.send("resume", epoch=hello["epoch"], positions={room["id"]: head + 1000})
        self.assertEqual(ws.next(), {"op": "unfollowed", "log": room["id"], "reason": "resync"})
        ws.send("resume", epoch=hello["epoch"], positions={room["id"]: 0})
        self.assertEqual([event["seq"] for event in ws.events(head)], list(range(1, head + 1)))


class TwoPeopleOnDifferentLoops(TwoPeople):
    """The same with several loop threads, between which connections are spread."""

    options = ("--loops", "3")


class Calls(Case):
    def test_that_are_refused_say_why_and_the_connection_stays(self):
        ws = self.online(self.bob)
        self.assertEqual(ws.refused("no.such.thing")["code"], "not_found")
        problem = ws.refused("room.create", title="")
        self.assertEqual((problem["status"], problem["field"]), (422, "title"))
        self.assertEqual(ws.refused("room.create", title="x", colour="red")["field"], "colour")
        self.assertEqual(ws.refused("room.get", room="2000000000")["status"], 404)
        self.assertEqual(ws.refused("settings.edit", site_name="Bob's")["status"], 403)
        self.assertEqual(ws.call("site.get")["claimed"], True)

    def test_do_the_same_as_over_http(self):
        ws = self.online(self.ada)
        room = ws.call("room.create", title="Both ways", client_id="both-1")
        self.assertEqual(self.ada.good("POST", "/rooms", {"title": "Both ways", "client_id": "both-1"})["id"], room["id"])
        self.assertEqual(ws.call("room.get", room=room["id"]), self.ada.get(f"/rooms/{room['id']}").json)
        self.assertIsNone(ws.call("room.delete", room=room["id"]))

    def test_may_be_sent_64_at_a_time(self):
        ws = self.online(self.ada)
        room = self.room()
        refs = [ws.begin("message.send", room=room["id"], body=str(i), client_id=f"many-{i}") for i in range(300)]
        answers = [ws.end(ref) for ref in refs]
        done = [answer for answer in answers if answer["op"] == "result"]
        self.assertGreaterEqual(len(done), 64)
        self.assertEqual({answer["problem"]["code"] for answer in answers if answer["op"] == "error"} - {"busy"}, set())

    def test_that_are_no_frames_of_the_protocol_end_the_connection(self):
        for payload in ('{"op":"dance"}', '[]', '"call"', '{"op":"call"}', '{"op":"ping"}', '{"op":"ping","ref":7}', '{"op":"ping","ref":"a","x":1}',
                        '{"op":"follow","log":"7"}', '{"op":"follow","log":7,"after":0}', '{"op":"resume","epoch":"e","positions":{"x":1}}',
                        '{"op":"ping","ref":"a"', '{"op":"ping","op":"ping","ref":"a"}', ''):
            with self.subTest(payload=payload):
                ws = self.online(self.bob)
                ws.send_frame(TEXT, payload.encode())
                self.assertEqual(ws.until_closed()[0], 4505)
        ws = self.online(self.bob)
        ws.send_frame(BINARY, b'{"op":"ping","ref":"a"}')
        self.assertEqual(ws.until_closed()[0], 4505)

    def test_keep_a_heartbeat(self):
        ws = self.online(self.bob)
        ws.send("ping", ref="are you there?")
        self.assertEqual(ws.next("pong"), {"op": "pong", "ref": "are you there?"})
        ws.send_frame(9, b"and you?")
        self.assertEqual(ws.next_frame(), (10, b"and you?"))


class TheDoor(Case):
    def test_is_closed_to_strangers(self):
        cases = [(401, {}, {}), (401, {"Authorization": "Bearer " + "A" * 43}, {}), (401, {"Cookie": "chat=" + "A" * 43, "Origin": self.server.origin}, {}),
                 (400, {"Authorization": "Bearer " + self.ada.token}, {"protocol": None}),
                 (400, {"Authorization": "Bearer " + self.ada.token}, {"protocol": "chat.v2"})]
        for status, headers, options in cases:
            with self.subTest(headers=headers, options=options):
                with self.assertRaises(Refused) as refused:
                    Client(self.server).socket(headers=headers, **options)
                self.assertEqual(refused.exception.status, status)
        reply = self.ada.get("/ws")
        self.assertEqual((reply.status, reply.headers["Upgrade"]), (426, "websocket"))

    def test_is_closed_to_pages_of_other_sites(self):
        browser = Client(self.server, browser=True).sign_in("ada")
        browser.socket().cut()
        port = self.server.port
        for origin in (None, "null", "http://evil.example", f"http://127.0.0.1:{port}.evil.example", f"http://evil.example/127.0.0.1:{port}",
                       f"https://127.0.0.1:{port}", f"http://localhost:{port}", f"http://127.0.0.1:{port}0"):
            with self.subTest(origin=origin):
                with self.assertRaises(Refused) as refused:
                    browser.socket(headers={"Origin": origin})
                self.assertEqual(refused.exception.status, 403)

    def assert_closed_within_a_second(self, ws):
        code, took = ws.until_closed()
        self.assertEqual(code, 4501)
        self.assertLess(took, 1.0)

    def test_closes_within_a_second_when_the_session_is_ended_elsewhere(self):
        desk, phone = Client(self.server).sign_in("cem"), Client(self.server).sign_in("cem")
        following = self.online(phone)
        silent = phone.socket()
        silent.next("hello")
        self.assertEqual(silent.call("session.current")["user"], self.cem.user["id"])
        desk.good("DELETE", f"/sessions/{phone.session['id']}")
        self.assert_closed_within_a_second(following)
        self.assert_closed_within_a_second(silent)
        with self.assertRaises(Refused) as refused:
            phone.socket()
        self.assertEqual(refused.exception.status, 401)

    def test_closes_when_they_sign_out_and_the_answer_still_comes(self):
        client = Client(self.server).sign_in("cem")
        ws = self.online(client)
        self.assertIsNone(ws.call("session.close"))
        self.assert_closed_within_a_second(ws)

    def test_closes_for_every_other_session_when_the_password_changes(self):
        here, there = Client(self.server).register("gala"), Client(self.server).sign_in("gala")
        stays, goes = self.online(here), self.online(there)
        here.good("POST", "/me/password", {"old_password": "correct horse battery", "new_password": "another long one"})
        self.assert_closed_within_a_second(goes)
        self.assertEqual(stays.call("session.current")["user"], here.user["id"])


class SlowReaders(Case):
    def test_delay_nobody_and_catch_up_from_the_log(self):
        room = self.room(self.bob, self.cem)
        slow = self.online(self.bob, receive_bytes=4096)
        quick = self.online(self.cem)
        ada = self.online(self.ada)
        body = "x" * 16000
        longest = 0.0
        for i in range(200):  # more than every buffer on the way holds
            began = time.monotonic()
            ada.call("message.send", room=room["id"], body=f"{i} {body}")
            (event,) = quick.events(1)
            longest = max(longest, time.monotonic() - began)
            self.assertTrue(event["message"]["body"].startswith(f"{i} "))
            ada._waiting.clear()
        self.assertLess(longest, 5.0)
        got = slow.events(200)
        self.assertEqual([event["message"]["body"].split()[0] for event in got], [str(i) for i in range(200)])
        self.assertEqual(len({event["seq"] for event in got}), 200)
        self.assertIn("lagged", [frame["op"] for frame in slow._waiting])
        self.ada.say(room, "live again")
        self.assertEqual(slow.events(1)[0]["message"]["body"], "live again")


class Goodbye(unittest.TestCase):
    def test_is_said_before_the_server_stops_and_calls_on_their_way_are_answered(self):
        server = Server().start()
        self.addCleanup(server.close)
        (ada,) = community(server, "ada")
        room = ada.create_room("Closing time")
        sockets = [ada.socket() for _ in range(5)]
        for ws in sockets:
            ws.next("hello")
        refs = [sockets[0].begin("message.send", room=room["id"], body=str(i)) for i in range(30)]
        first = sockets[0].end(refs[0])
        began = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)
        waits = set()
        for ws in sockets:
            waits.add(ws.next("bye")["reconnect_ms"])
            self.assertEqual(ws.until_closed()[0], 1001)
        self.assertGreater(len(waits), 1)
        answers = [first] + [frame for frame in sockets[0]._waiting if frame["op"] in ("result", "error")]
        done = [frame["result"]["seq"] for frame in answers if frame["op"] == "result"]
        server.start()
        stored = [message["seq"] for message in ada.messages(room)]
        self.assertEqual(stored, sorted(done))
        self.assertEqual(len(stored), len(done))


if __name__ == "__main__":
    unittest.main()
