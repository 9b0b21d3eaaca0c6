"""Visits a running installation over HTTP with the same eyes and hands as the tests' visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import EnvironBuilder

from tests.visitor import Visitor, Watch

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 10


class NoAnswer(OSError):
    """The connection broke before the answer came: nobody knows whether the act stands."""


@dataclass(frozen=True)
class Asked:
    """The request an answer belongs to."""

    path: str
    query_string: bytes


@dataclass(frozen=True)
class Answer:
    """An answer in the shape of the test client's."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes
    request: Asked

    @property
    def mimetype(self) -> str:
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def is_json(self) -> bool:
        return self.mimetype.endswith("json")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def get_data(self, as_text: bool = False) -> Any:
        return self.body.decode("utf-8", errors="replace") if as_text else self.body


class HttpClient:
    """Keeps cookies and follows redirects."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.timeout = parts.hostname or "", parts.port, timeout
        self.cookies: dict[str, str] = {}

    def get(self, url: str, follow_redirects: bool = False) -> Answer:
        return self._ask("GET", url, None, "", follow_redirects)

    def post(
        self, url: str, data: Any = None, content_type: str | None = None, follow_redirects: bool = False
    ) -> Answer:
        builder = EnvironBuilder(method="POST", data=data, content_type=content_type)
        try:
            environ = builder.get_environ()
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            return self._ask("POST", url, body, environ.get("CONTENT_TYPE", ""), follow_redirects)
        finally:
            builder.close()

    def _ask(self, method: str, url: str, body: bytes | None, kind: str, follow: bool) -> Answer:
        answer = self._once(method, url, body, kind)
        for _ in range(MOST_REDIRECTS):
            if not (follow and answer.status_code in REDIRECTS):
                return answer
            answer = self._once("GET", _path_of(answer.location), None, "")
        raise NoAnswer(f"{url} leads in circles")

    def _once(self, method: str, url: str, body: bytes | None, kind: str) -> Answer:
        connection = HTTPConnection(self.host, self.port, timeout=self.timeout)
        headers = {"Accept": "text/html", "Accept-Language": "en"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, url, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as broken:
            raise NoAnswer(str(broken)) from broken
        finally:
            connection.close()
        for line in response.headers.get_all("set-cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        parts = urlsplit(url)
        return Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            content,
            Asked(parts.path, parts.query.encode()),
        )


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def visitor(url: str, timeout: float = 30.0) -> Visitor:
    """A visitor of a running installation."""
    return Visitor(HttpClient(url, timeout), Watch())
