"""A visitor with a browser's manners: keeps the connection, its cookies, and the time."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 120  # seconds for one answer
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
BOUNDARY = "-----------------------------a-list-of-participants"


class Unexpected(Exception):
    """A page did not answer as it should, so that its time would mean nothing."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds: the first byte of the body, and the last."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    first_byte: float
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def token(self) -> str:
        """The CSRF token of the page's form."""
        found = TOKEN.search(self.text)
        if not found:
            raise Unexpected(f"{self.path} has no form")
        return found.group(1)


@dataclass
class Visitor:
    """One person at one server; two servers may share the cookies of one sign-in."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, expect: int = 200) -> Answer:
        return self._ask("GET", path, expect=expect)

    def post(self, path: str, answers: dict[str, str], *, expect: int = 302) -> Answer:
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(answers).encode(), kind, expect=expect)

    def upload(self, path: str, answers: dict[str, str], field: str, content: bytes) -> Answer:
        """Send a form with a CSV file in it."""
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{answer}\r\n'
            for name, answer in answers.items()
        )
        head += (
            f"--{BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="{field}"; filename="list.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self._ask("POST", path, body, kind, expect=302)

    def elsewhere(self, port: int) -> Visitor:
        """The same person, with the same cookies, at another server."""
        return Visitor(port, self.cookies)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", *, expect: int
    ) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        began = time.perf_counter()
        response = self._send(method, path, body, headers)
        start = response.read(1)
        first_byte = time.perf_counter() - began
        whole = start + response.read()
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status != expect:
            raise Unexpected(f"{method} {path} answered {response.status}, not {expect}")
        return Answer(path, response.status, response.headers, whole, first_byte, seconds)

    def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Ask over the connection that stands; once more if the server has closed it by now."""
        for _ in range(2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=PATIENCE
                )
            try:
                self.connection.request(method, path, body, headers)
                return self.connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.connection.close()
                self.connection = None
        raise Unexpected(f"{method} {path}: the server closes the connection")


def sign_in(port: int, email: str, password: str) -> Visitor:
    """Sign in by the product's own page."""
    visitor = Visitor(port)
    page = visitor.get("/account/login/")
    answers = {"login": email, "password": password, "csrfmiddlewaretoken": page.token}
    visitor.post("/account/login/", answers)
    return visitor
