"""HTTP as a browser or a program speaks it: JSON in and out, a cookie or a bearer token."""
import http.client
import http.cookies
import json
import urllib.parse


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json.get("code")

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Client:
    """A visitor until sign_in() or register(); then a program with a token, or (browser=True) a browser with a cookie."""

    def __init__(self, server, browser=False):
        self.server = server
        self.browser = browser
        self.token = None
        self.cookie = None
        self.user = None

    def request(self, method, path, body=None, headers=None, raw=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            sent = {} if headers is None else dict(headers)
            if body is not None:
                raw = json.dumps(body).encode()
                sent.setdefault("Content-Type", "application/json")
            if self.token:
                sent.setdefault("Authorization", "Bearer " + self.token)
            if self.cookie:
                sent.setdefault("Cookie", "chat=" + self.cookie)
            if self.browser and method not in ("GET", "HEAD"):
                sent.setdefault("Origin", self.server.origin)
                sent.setdefault("Sec-Fetch-Site", "same-origin")
            sent = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path, body=raw, headers=sent)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **query):
        text = urllib.parse.urlencode({name: str(value).lower() if isinstance(value, bool) else value
                                       for name, value in query.items()})
        return self.request("GET", "/api/v1" + path + ("?" + text if text else ""))

    def call(self, method, path, body=None, **headers):
        return self.request(method, "/api/v1" + path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def good(self, method, path, body=None, **headers):
        """The result of a request that has to work."""
        reply = self.call(method, path, body, **headers)
        assert 200 <= reply.status < 300, f"{method} {path}: {reply!r}"
        return reply.json if reply.body else None

    # ---- Accounts

    def _signed_in(self, reply):
        assert reply.status in (200, 201), repr(reply)
        self.user = reply.json["user"]
        self.session = reply.json["session"]
        if self.browser:
            cookie = http.cookies.SimpleCookie(reply.headers["Set-Cookie"])
            self.cookie = cookie["chat"].value
        else:
            self.token = reply.json["token"]
        return self

    def _ways(self):
        return {"Chat_Session": "cookie"} if self.browser else {}

    def register(self, handle, password="correct horse battery", **more):
        return self._signed_in(self.call("POST", "/accounts", {"handle": handle, "password": password, **more}, **self._ways()))

    def sign_in(self, handle, password="correct horse battery"):
        return self._signed_in(self.call("POST", "/sessions", {"handle": handle, "password": password}, **self._ways()))

    def socket(self, **options):
        from websocket import WebSocket
        headers = {}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if self.cookie:
            headers["Cookie"] = "chat=" + self.cookie
            headers["Origin"] = self.server.origin
        headers.update(options.pop("headers", {}))
        return WebSocket(self.server.port, {name: value for name, value in headers.items() if value is not None}, **options)

    # ---- What people do

    def create_room(self, title, **more):
        return self.good("POST", "/rooms", {"title": title, **more})

    def join(self, room):
        return self.good("PUT", f"/rooms/{room['id']}/members/me")

    def say(self, room, body, **more):
        return self.good("POST", f"/rooms/{room['id']}/messages", {"body": body, **more})

    def messages(self, room, **query):
        reply = self.get(f"/rooms/{room['id']}/messages", **query)
        assert reply.status == 200, repr(reply)
        return reply.json["messages"]

    def sync(self):
        return self.good("GET", "/sync")


def community(server, *handles, browser=False):
    """The owner, named first, by the setup link, and everybody else; all signed in."""
    people = []
    for handle in handles:
        client = Client(server, browser=browser)
        people.append(client.register(handle, **({} if people else {"setup_token": server.read_setup_link()})))
    return people
