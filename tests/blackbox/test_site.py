"""The site itself: its pages and how they are kept, its health, its description, and paths that lead nowhere."""
import gzip
import re
import unittest

from client import Client, community
from server import Server

PROTECTION = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
              "Cross-Origin-Opener-Policy": "same-origin"}


class Visitors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.close)
        (cls.ada,) = community(cls.server, "ada")
        cls.visitor = Client(cls.server)

    def get(self, path, method="GET", **headers):
        return self.visitor.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def references(self):
        page = self.get("/")
        self.assertEqual(page.status, 200)
        return re.findall(r'(?:href|src)="([^"]+)"', page.body.decode())

    def test_open_the_page_and_everything_it_refers_to(self):
        page = self.get("/")
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(page.headers["Cache-Control"], "no-cache")
        references = self.references()
        self.assertGreater(len(references), 2)
        for reference in references:
            file = self.get(reference)
            self.assertEqual(file.status, 200, reference)
            self.assertEqual(file.headers["Cache-Control"], "public, max-age=31536000, immutable")
            self.assertNotEqual(file.headers["Content-Type"], "application/octet-stream", reference)
        self.assertTrue(any(reference.endswith(".js") for reference in references))

    def test_find_what_the_modules_import_beside_them(self):
        (main,) = [reference for reference in self.references() if reference.endswith("/main.js")]
        folder = main.rpartition("/")[0]
        imported = re.findall(r'from "\./([a-z_/]+\.js)"', self.get(main).body.decode())
        self.assertTrue(imported)
        for name in imported:
            self.assertEqual(self.get(f"{folder}/{name}").status, 200, name)

    def test_do_not_download_again_what_they_have(self):
        for path in ("/", self.references()[-1]):
            first = self.get(path)
            again = self.get(path, If_None_Match=first.headers["ETag"])
            self.assertEqual((again.status, again.body), (304, b""))
            self.assertEqual(again.headers["ETag"], first.headers["ETag"])
            self.assertEqual(self.get(path, If_None_Match='"other"').status, 200)

    def test_get_it_compressed_if_they_can_read_that(self):
        (main,) = [reference for reference in self.references() if reference.endswith("/main.js")]
        plain = self.get(main)
        for encodings in ("gzip", "br, gzip;q=0.5", "deflate,GZIP"):
            packed = self.get(main, Accept_Encoding=encodings)
            self.assertEqual(packed.headers["Content-Encoding"], "gzip", encodings)
            self.assertEqual(gzip.decompress(packed.body), plain.body)
            self.assertNotEqual(packed.headers["ETag"], plain.headers["ETag"])
        for encodings in ("identity", "br", "gzip;q=0", "gzip;q=0.0, br", ""):
            self.assertNotIn("Content-Encoding", self.get(main, Accept_Encoding=encodings).headers, encodings)
        self.assertEqual(plain.headers["Vary"], "Accept-Encoding")

    def test_are_protected_on_every_answer(self):
        for path in ("/", "/nothing", "/healthz", "/api/v1/site", "/api/v1/sync", "/api/v1/nothing", self.references()[0]):
            reply = self.get(path)
            for name, value in PROTECTION.items():
                self.assertEqual(reply.headers[name], value, path)
            self.assertIn("default-src 'none'", reply.headers["Content-Security-Policy"])
            self.assertIn("frame-ancestors 'none'", reply.headers["Content-Security-Policy"])
            self.assertNotIn("Access-Control-Allow-Origin", reply.headers)
            if path.startswith("/api"):
                self.assertEqual(reply.headers["Cache-Control"], "no-store")
        policy = self.get("/").headers["Content-Security-Policy"]
        self.assertIn("script-src 'self'", policy)
        self.assertIn("require-trusted-types-for 'script'", policy)
        self.assertNotIn("unsafe", policy)

    def test_get_lengths_without_bodies_by_head(self):
        for path in ("/", "/api/v1/site", "/healthz"):
            head, got = self.get(path, "HEAD"), self.get(path)
            self.assertEqual((head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(got.body))))

    def test_are_told_when_a_path_or_a_method_is_not_there(self):
        for path in ("/nothing", "/api/v1", "/api/v1/", "/api/v2/site", "/api/v1/rooms/1/nothing", "/api/v1/site/", "/a/0123456789abcdef/js/main.js",
                     "/index.html/", "/js", "/api/v1/rooms//messages"):
            reply = self.get(path)
            self.assertEqual((reply.status, reply.code), (404, "not_found"), path)
            self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
        for method, path, allow in (("POST", "/", "GET, HEAD"), ("DELETE", "/api/v1/site", "GET, HEAD"), ("BREW", "/api/v1/rooms", "GET, HEAD, POST"),
                                    ("PATCH", "/api/v1/rooms/1/members/me", "PUT, DELETE"), ("POST", "/api/v1/ws", "GET, HEAD")):
            reply = self.get(path, method)
            self.assertEqual((reply.status, reply.code, reply.headers["Allow"]), (405, "method_not_allowed", allow), path)
        options = self.get("/api/v1/rooms", "OPTIONS")
        self.assertEqual((options.status, options.headers["Allow"]), (204, "GET, HEAD, POST"))

    def test_reach_it_only_under_its_own_names(self):
        port = self.server.port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
            self.assertEqual(self.get("/api/v1/site", Host=host).status, 200, host)
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1.evil.example:{port}"):
            self.assertEqual(self.get("/api/v1/site", Host=host).status, 421, host)

    def test_read_a_description_of_every_operation(self):
        document = self.get("/api/v1/openapi.json").json
        self.assertTrue(document["openapi"].startswith("3.1"))
        paths = {(method.upper(), path) for path, item in document["paths"].items() for method in item if method in ("get", "post", "put", "patch", "delete")}
        self.assertIn(("POST", "/api/v1/rooms/{room}/messages"), paths)
        self.assertGreater(len(paths), 30)
        for method, path in paths:  # each is really there: signed out, so nothing happens
            reply = self.get(path.replace("{room}", "2000000000").replace("{user}", "2000000000").replace("{seq}", "1").replace("{log}", "2000000000")
                             .replace("{session}", "2000000000"), method)
            self.assertNotIn(reply.status, (404, 405, 500), (method, path, reply))

    def test_ask_whether_it_is_well(self):
        self.assertEqual((self.get("/healthz").status, self.get("/readyz").status), (200, 200))


class Deployments(unittest.TestCase):
    def test_behind_a_tls_proxy_use_secure_cookies_and_only_the_public_name(self):
        server = Server("--no-limits", public_url="https://chat.example.org").start()
        self.addCleanup(server.close)
        setup = {"handle": "ada", "password": "correct horse battery", "setup_token": server.read_setup_link()}
        visitor = Client(server)
        proxied = {"Host": "chat.example.org", "Origin": "https://chat.example.org"}
        reply = visitor.call("POST", "/accounts", setup, Chat_Session="cookie", **proxied)
        cookie = reply.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("__Host-chat="), cookie)
        for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            self.assertIn("; " + attribute, cookie)
        cookie = cookie.partition(";")[0]
        self.assertEqual(visitor.call("PATCH", "/me", {"bio": "x"}, Cookie=cookie, **proxied).status, 200)
        for origin in ("http://chat.example.org", "https://chat.example.org:8443", "https://example.org", "https://evil.chat.example.org"):
            reply = visitor.call("PATCH", "/me", {"bio": "x"}, Cookie=cookie, **{**proxied, "Origin": origin})
            self.assertEqual(reply.code, "cross_site", origin)
        self.assertEqual(visitor.call("GET", "/sync", Cookie="chat=" + cookie.partition("=")[2], **proxied).status, 401)
        self.assertEqual(visitor.call("GET", "/site", Host="www.example.org").status, 421)
        self.assertEqual(visitor.call("GET", "/site", Host="chat.example.org:443").status, 200)

    def test_behind_a_proxy_on_this_machine_know_people_by_their_own_addresses(self):
        server = Server("--no-limits", public_url="https://chat.example.org").start()
        self.addCleanup(server.close)
        client = Client(server)
        setup = {"handle": "ada", "password": "correct horse battery", "setup_token": server.read_setup_link()}
        forwarded = {"Host": "chat.example.org", "X_Forwarded_For": "198.51.100.66, 203.0.113.9"}
        self.assertEqual(client.call("POST", "/accounts", setup, **forwarded).json["session"]["address"], "203.0.113.9")
        plain = Server().start()
        self.addCleanup(plain.close)
        setup["setup_token"] = plain.read_setup_link()
        reply = Client(plain).call("POST", "/accounts", setup, X_Forwarded_For="203.0.113.9")
        self.assertEqual(reply.json["session"]["address"], "127.0.0.1")

    def test_with_no_web_client_compiled_in_serve_one_from_a_folder(self):
        server = Server()
        self.addCleanup(server.close)
        folder = server.folder / "web"
        (folder / "js").mkdir(parents=True)
        (folder / "index.html").write_text("<!doctype html><title>mine</title>")
        (folder / "js" / "a.js").write_text("export {};\n")
        (server.folder / "secret.txt").write_text("not for the web")
        server.start("--web-root", str(folder))
        visitor = Client(server)
        self.assertIn(b"mine", visitor.request("GET", "/").body)
        self.assertEqual(visitor.request("GET", "/js/a.js").headers["Content-Type"], "text/javascript; charset=utf-8")
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/js/..%2f..%2fsecret.txt", "/js/../../secret.txt", "//etc/passwd", "/js", "/secret.txt"):
            reply = visitor.request("GET", path)
            self.assertIn(reply.status, (400, 404), path)
            self.assertNotIn(b"not for the web", reply.body)


if __name__ == "__main__":
    unittest.main()
