"""Having an account: the first one, the next ones, signing in and out, and what is refused to strangers."""
import unittest

from client import Client, community
from server import Server


class TheFirstPerson(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()
        self.addCleanup(self.server.close)

    def test_becomes_the_owner_by_the_link_the_server_prints(self):
        owner = Client(self.server).register("ada", setup_token=self.server.read_setup_link())
        self.assertEqual(owner.user["role"], "owner")
        self.assertTrue(owner.good("GET", "/site")["claimed"])

    def test_cannot_take_the_site_without_the_link(self):
        self.server.read_setup_link()
        for token in (None, "x" * 43):
            body = {"handle": "eve", "password": "correct horse battery", **({"setup_token": token} if token else {})}
            reply = Client(self.server).call("POST", "/accounts", body)
            self.assertIn(reply.status, (401, 403), reply)
        self.assertFalse(Client(self.server).good("GET", "/site")["claimed"])

    def test_finds_no_second_link_once_the_site_has_an_owner(self):
        token = self.server.read_setup_link()
        Client(self.server).register("ada", setup_token=token)
        body = {"handle": "eve", "password": "correct horse battery", "setup_token": token}
        second = Client(self.server).call("POST", "/accounts", body)
        self.assertNotEqual(second.json.get("user", {}).get("role"), "owner")
        self.server.stop()
        self.server.start()
        self.server.stop()
        self.assertEqual(self.server.rest, "")
        self.server.start()


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        cls.ada, cls.bob = community(cls.server, "ada", "bob")

    def test_register_and_are_known_at_once(self):
        cem = Client(self.server).register("cem", display_name="Cem Yılmaz")
        self.assertEqual(cem.user["display_name"], "Cem Yılmaz")
        self.assertEqual(cem.user["role"], "member")
        self.assertEqual(self.bob.get("/profile", handle="cem").json["user"]["id"], cem.user["id"])

    def test_cannot_take_a_handle_that_is_taken(self):
        reply = Client(self.server).call("POST", "/accounts", {"handle": "bob", "password": "correct horse battery"})
        self.assertEqual((reply.status, reply.json["code"], reply.json["field"]), (409, "exists", "handle"))

    def test_sign_in_with_their_password_and_not_with_another(self):
        again = Client(self.server).sign_in("bob")
        self.assertEqual(again.user["id"], self.bob.user["id"])
        wrong = Client(self.server).call("POST", "/sessions", {"handle": "bob", "password": "not the password"})
        nobody = Client(self.server).call("POST", "/sessions", {"handle": "nobody", "password": "not the password"})
        self.assertEqual(wrong.code, "invalid_credentials")
        self.assertEqual((wrong.status, wrong.body), (nobody.status, nobody.body))

    def test_sign_out_and_their_token_is_worth_nothing(self):
        client = Client(self.server).sign_in("bob")
        client.good("DELETE", "/sessions/current")
        reply = client.get("/sync")
        self.assertEqual(reply.status, 401)

    def test_see_their_sessions_and_end_one_from_another_device(self):
        phone = Client(self.server).register("dora")
        desk = Client(self.server).sign_in("dora")
        sessions = desk.good("GET", "/sessions")["sessions"]
        self.assertEqual({session["id"] for session in sessions}, {phone.session["id"], desk.session["id"]})
        self.assertEqual([session["id"] for session in sessions if session["current"]], [desk.session["id"]])
        desk.good("DELETE", f"/sessions/{phone.session['id']}")
        self.assertEqual(phone.get("/sync").status, 401)
        self.assertEqual(desk.get("/sync").status, 200)

    def test_change_their_password_and_every_other_session_ends(self):
        here, there = Client(self.server).register("emil"), Client(self.server).sign_in("emil")
        refused = here.call("POST", "/me/password", {"old_password": "not the password", "new_password": "another long one"})
        self.assertEqual((refused.status, refused.code), (403, "invalid_credentials"))
        here.good("POST", "/me/password", {"old_password": "correct horse battery", "new_password": "another long one"})
        self.assertEqual(there.get("/sync").status, 401)
        self.assertEqual(here.get("/sync").status, 200)
        Client(self.server).sign_in("emil", "another long one")

    def test_edit_their_profile_and_others_see_it(self):
        self.bob.good("PATCH", "/me", {"display_name": "Bob B.", "bio": "Builds things.\nSlowly.", "status_text": "away"})
        user = self.ada.get("/profile", user=self.bob.user["id"]).json["user"]
        self.assertEqual((user["display_name"], user["bio"], user["status_text"]), ("Bob B.", "Builds things.\nSlowly.", "away"))
        self.bob.good("PATCH", "/me", {"status_text": ""})
        self.assertNotIn("status_text", self.ada.get("/profile", user=self.bob.user["id"]).json["user"])

    def test_are_told_which_parameter_is_wrong_and_what_is_allowed(self):
        for body, field in (({"handle": "Not A Handle", "password": "correct horse battery"}, "handle"),
                            ({"handle": "frieda", "password": "short"}, "password"),
                            ({"handle": "frieda"}, "password"),
                            ({"handle": "frieda", "password": "x" * 1025}, "password"),
                            ({"handle": "frieda", "password": "correct horse battery", "role": "owner"}, "role"),
                            ({"handle": 7, "password": "correct horse battery"}, "handle")):
            with self.subTest(body=body):
                reply = Client(self.server).call("POST", "/accounts", body)
                self.assertEqual((reply.status, reply.json.get("field")), (422, field), reply)
                self.assertTrue(reply.json["detail"])


class PeopleWhoGuess(unittest.TestCase):
    def test_have_to_wait_after_a_few_wrong_passwords_and_are_told_how_long(self):
        server = Server("--log-level", "info").start()
        self.addCleanup(server.close)
        community(server, "ada")
        guess = {"handle": "ada", "password": "not the password"}
        replies = [Client(server).call("POST", "/sessions", guess) for _ in range(12)]
        self.assertEqual(replies[0].code, "invalid_credentials")
        limited = replies[-1]
        self.assertEqual(limited.status, 429, limited)
        self.assertGreater(limited.json["retry_after_ms"], 0)
        self.assertEqual(int(limited.headers["Retry-After"]), -(-limited.json["retry_after_ms"] // 1000))
        self.assertEqual(Client(server).call("POST", "/sessions", {**guess, "password": "correct horse battery"}).status, 429)


class Browsers(unittest.TestCase):
    """The cookie, and pages of other sites that would like to use it."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        (cls.ada,) = community(cls.server, "ada", browser=True)

    def test_get_the_token_as_a_cookie_that_scripts_cannot_read_and_nowhere_else(self):
        reply = Client(self.server, browser=True).call("POST", "/sessions", {"handle": "ada", "password": "correct horse battery"},
                                                       Chat_Session="cookie")
        self.assertNotIn("token", reply.json)
        name, _, rest = reply.headers["Set-Cookie"].partition("=")
        token, _, attributes = rest.partition(";")
        self.assertEqual(name, "chat")
        self.assertNotIn(token.encode(), reply.body)
        for attribute in ("HttpOnly", "SameSite=Lax", "Path=/"):
            self.assertIn(attribute, attributes)

    def test_act_with_the_cookie_from_our_own_pages(self):
        self.assertEqual(self.ada.call("PATCH", "/me", {"bio": "x"}).status, 200)
        self.assertEqual(self.ada.call("PATCH", "/me", {"bio": "y"}, Origin=None).status, 200)
        self.assertEqual(self.ada.call("PATCH", "/me", {"bio": "z"}, Sec_Fetch_Site=None).status, 200)

    def test_cannot_be_used_by_pages_of_other_sites(self):
        port = self.server.port
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{port}.evil.example", f"https://127.0.0.1:{port}",
                       f"http://127.0.0.1:{port + 1}", f"http://localhost:{port}", f"http://127.0.0.1:{port}/", "http://127.0.0.1"):
            for site in ("cross-site", "same-site", "none", None):
                with self.subTest(origin=origin, site=site):
                    reply = self.ada.call("PATCH", "/me", {"bio": "hacked"}, Origin=origin, Sec_Fetch_Site=site)
                    self.assertEqual((reply.status, reply.code), (403, "cross_site"))
        reply = self.ada.call("PATCH", "/me", {"bio": "hacked"}, Origin=None, Sec_Fetch_Site=None)
        self.assertEqual((reply.status, reply.code), (403, "cross_site"))
        self.assertNotEqual(self.ada.sync()["me"].get("bio"), "hacked")

    def test_cannot_be_signed_in_by_a_page_of_another_site(self):
        for headers in ({"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
            reply = Client(self.server).call("POST", "/sessions", {"handle": "ada", "password": "correct horse battery"},
                                             Chat_Session="cookie", **headers)
            self.assertEqual((reply.status, reply.code), (403, "cross_site"))
            self.assertNotIn("Set-Cookie", reply.headers)

    def test_lose_the_cookie_and_what_they_stored_when_they_sign_out(self):
        client = Client(self.server, browser=True).sign_in("ada")
        reply = client.call("DELETE", "/sessions/current")
        self.assertEqual(reply.status, 204)
        self.assertIn("Max-Age=0", reply.headers["Set-Cookie"])
        self.assertEqual(reply.headers["Clear-Site-Data"], '"cookies", "storage"')
        self.assertEqual(client.get("/sync").status, 401)

    def test_with_a_cookie_from_long_ago_can_sign_in_again(self):
        client = Client(self.server, browser=True).sign_in("ada")
        client.good("DELETE", "/sessions/current")
        reply = client.get("/sync")
        self.assertEqual(reply.status, 401)
        self.assertIn("Max-Age=0", reply.headers["Set-Cookie"])
        client.sign_in("ada")
        self.assertEqual(client.get("/sync").status, 200)

    def test_who_mistype_a_password_stay_signed_in(self):
        client = Client(self.server, browser=True).sign_in("ada")
        reply = client.call("POST", "/sessions", {"handle": "ada", "password": "not the password"}, Chat_Session="cookie")
        self.assertEqual(reply.code, "invalid_credentials")
        self.assertIsNone(reply.headers["Set-Cookie"])

    def test_nothing_is_believed_of_an_authorization_that_is_not_a_bearer_token(self):
        for value in ("Basic YWRhOmFkYQ==", "Bearer", "Bearer ", "Bearer x", "bearer " + "A" * 500, "Bearer " + "A" * 43):
            reply = Client(self.server).call("GET", "/sync", Authorization=value)
            self.assertEqual((reply.status, reply.code), (401, "unauthenticated"), value)
            self.assertEqual(reply.headers["WWW-Authenticate"], "Bearer")


if __name__ == "__main__":
    unittest.main()
