"""A person in front of the portal: opens pages, fills in forms as they stand there, notices broken pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask import has_request_context, request
from flask.testing import FlaskClient
from lxml import html
from lxml.html import FormElement, HtmlElement
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.infra.db import writing
from portal.infra.transactions import SAFE_METHODS
from tests.markup import faults_in_page


@dataclass
class Watch:
    """What the database saw: how many statements, and changes made while only reading was meant."""

    statements: int = 0
    stray_changes: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def over(cls, engine: Engine) -> Iterator["Watch"]:
        """Watch an engine and all sessions for the length of the block."""
        watch = cls()
        event.listen(engine, "before_cursor_execute", watch._count)
        event.listen(Session, "before_flush", watch._look_at_changes)
        try:
            yield watch
        finally:
            event.remove(engine, "before_cursor_execute", watch._count)
            event.remove(Session, "before_flush", watch._look_at_changes)

    def _count(self, *_arguments: Any) -> None:
        self.statements += 1

    def _look_at_changes(self, session: Session, *_arguments: Any) -> None:
        if has_request_context() and request.method in SAFE_METHODS and not writing.get():
            changed = [
                *session.new,
                *session.deleted,
                *(row for row in session.dirty if session.is_modified(row)),
            ]
            self.stray_changes += [f"{request.method} {request.path} changes {row!r}" for row in changed]


@dataclass(frozen=True)
class Page:
    """An answer as the person sees it."""

    response: TestResponse
    url: str
    statements: int

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def tree(self) -> HtmlElement:
        """The parsed page."""
        return html.document_fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """The words on the page, spaces folded."""
        return " ".join(self.tree.text_content().split())

    @property
    def title(self) -> str:
        return " ".join((self.tree.findtext(".//title") or "").split())

    def link(self, words: str) -> str:
        """The address behind the first link whose words or label contain these."""
        for anchor in self.tree.iter("a"):
            seen = " ".join(anchor.text_content().split()) + " " + (anchor.get("aria-label") or "")
            if words in seen and anchor.get("href"):
                return str(anchor.get("href"))
        raise AssertionError(f"No link {words!r} on {self.url}: {self.text[:500]}")

    def form(self, having: str = "") -> FormElement:
        """The first posting form that has this button, field or address; without a name the page's only one."""
        forms = [form for form in self.tree.forms if form.method.upper() == "POST"]
        matching = [form for form in forms if _has(form, having)] if having else _main_forms(forms)
        if not matching:
            raise AssertionError(
                f"No form with {having!r} on {self.url}: {[_describe(form) for form in forms]}"
            )
        return matching[0]


class Visitor:
    """A browser with its own cookies. Pages that are broken HTML, and reading that writes, fail the test at once."""

    def __init__(self, client: FlaskClient, watch: Watch) -> None:
        self.client = client
        self.watch = watch

    def get(self, url: str, *, status: int = 200, follow: bool = True) -> Page:
        """Open a page, following redirects; the status is a claim."""
        return self._checked(lambda: self.client.get(url, follow_redirects=follow), url, status)

    def post(
        self, url: str, values: Mapping[str, Any] | None = None, *, status: int = 200, follow: bool = True
    ) -> Page:
        """Send raw values, as no honest page would: for refusals. `submit` is the honest way."""
        return self._checked(
            lambda: self.client.post(url, data=dict(values or {}), follow_redirects=follow), url, status
        )

    def submit(
        self,
        page: Page,
        values: Mapping[str, Any] | None = None,
        *,
        having: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
        status: int = 200,
    ) -> Page:
        """Fill in a form of the page and send it with everything hidden in it; unknown field names fail.

        `having` names the form by the words on its button, a field name or part of its address. `files` maps field
        names to file name and content.
        """
        form = page.form(having)
        sent = _filled(form, dict(values or {}), having)
        data: dict[str, Any] = dict(sent)
        for name, (filename, content) in (files or {}).items():
            _expect_field(form, name)
            data[name] = (BytesIO(content), filename)
        url = form.get("action") or page.url
        kind = "multipart/form-data" if files else form.get("enctype", "application/x-www-form-urlencoded")
        return self._checked(
            lambda: self.client.post(url, data=data, content_type=kind, follow_redirects=True), url, status
        )

    def sign_in(self, name: str, password: str) -> Page:
        """Sign in on the sign-in page; fails when the portal does not let the person in."""
        page = self.get("/sign-in")
        form = page.form("password")
        login = next(field for field in form.fields if field in {"login", "name", "email", "identifier"})
        answer = self.submit(page, {login: name, "password": password}, having="password")
        assert "/sign-in" not in answer.url, f"{name} was not let in: {answer.text[:300]}"
        return answer

    def _checked(self, ask: Any, url: str, status: int) -> Page:
        before = self.watch.statements
        response: TestResponse = ask()
        reached = response.request.path
        if response.request.query_string:
            reached += "?" + response.request.query_string.decode()
        page = Page(response, reached, self.watch.statements - before)
        is_html = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        seen = (
            page.text[:400] if is_html else response.get_data(as_text=True)[:400] if response.is_json else ""
        )
        assert response.status_code == status, f"{url} answered {response.status_code}, not {status}: {seen}"
        if is_html:
            faults = faults_in_page(response.get_data(as_text=True))
            assert not faults, f"{reached} is broken HTML: {faults}"
        assert not self.watch.stray_changes, self.watch.stray_changes
        return page


def _main_forms(forms: list[FormElement]) -> list[FormElement]:
    """Forms in the page's main part; the frame has its own for signing out and languages."""
    main = [form for form in forms if any(parent.tag == "main" for parent in form.iterancestors())]
    return main if len(main) == 1 else [] if main else forms if len(forms) == 1 else []


def _buttons(form: FormElement) -> list[HtmlElement]:
    inside = [
        element
        for element in form.iter("button", "input")
        if element.get("type", "submit" if element.tag == "button" else "text") in {"submit", "image"}
    ]
    identifier = form.get("id")
    root = form.getroottree().getroot()
    outside = root.xpath(f"//button[@form='{identifier}']") if identifier else []
    return [*inside, *outside]


def _label(button: HtmlElement) -> str:
    return " ".join(
        [*button.text_content().split(), button.get("value") or "", button.get("aria-label") or ""]
    )


def _has(form: FormElement, having: str) -> bool:
    return (
        having in form.fields
        or having in (form.get("action") or "")
        or any(having in _label(button) for button in _buttons(form))
    )


def _describe(form: FormElement) -> str:
    labels = [_label(button) for button in _buttons(form)]
    return f"{form.get('action')} fields={sorted(form.fields)} buttons={labels}"


def _expect_field(form: FormElement, name: str) -> None:
    assert name in form.inputs, f"No field {name!r} in {_describe(form)}"


def _filled(form: FormElement, values: dict[str, Any], having: str) -> dict[str, Any]:
    """Name → value or values, defaults included; the pressed button's own value goes along."""
    for name in values:
        _expect_field(form, name)
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if name not in values:
            sent.setdefault(name, []).append(value)
    for name, value in values.items():
        if value is None or value is False:
            continue
        several = value if isinstance(value, list | tuple) else [value]
        sent[name] = ["y" if one is True else str(one) for one in several]
    pressed = [
        button for button in _buttons(form) if button.get("name") and having and having in _label(button)
    ]
    if pressed:
        sent[pressed[0].get("name")] = [pressed[0].get("value") or ""]
    return sent
