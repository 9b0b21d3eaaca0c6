"""Forms: what every one of them carries, and the fields the product's values are typed into.

Every form that writes carries a CSRF token and an idempotency key. The key is used up in the same transaction as
the writing; sent a second time, by a double click or a lost answer, it leads to where the first one led. A key
stands for one page as it was made, which may be open in two windows: what is sent with it belongs to what was typed.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import wtforms
from flask import Flask, g, redirect, request
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped
from werkzeug.wrappers import Response
from wtforms import Field, FieldList, Form, FormField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length
from wtforms.widgets import TextInput

from portal.infra.access import actor_or_none, now
from portal.infra.db import Digest, Key, Model, Prose, db
from portal.infra.i18n import say
from portal.infra.tenancy import Installation
from portal.infra.transactions import SAFE_METHODS, take_turn
from portal.kernel.errors import Conflict, Invalid, NotFound, PortalError
from portal.kernel.messages import Message, message

csrf = CSRFProtect()

LONGEST_KEY = 10
LONGEST_LINE = 200
LONGEST_TEXT = 4000
"""Characters that a one-line field and a text area take unless they say otherwise."""


class IdempotencyKey(Installation, Model):
    """A writing form that was taken, and where it led."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    digest: Mapped[Digest]
    location: Mapped[Prose]
    used_at: Mapped[datetime]


def idempotency_key() -> str:
    """A fresh key for the forms of this page."""
    return secrets.token_urlsafe(18)


def install_forms(app: Flask) -> None:
    """Check CSRF, take the turn to write and use the idempotency key before every writing request."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.jinja_env.globals.update(idempotency_key=idempotency_key, csrf_token=generate_csrf)

    @app.before_request
    def repeat() -> Response | None:
        if request.method in SAFE_METHODS or request.endpoint is None:
            return None
        key = request.form.get("idempotency_key") or request.headers.get("Idempotency-Key")
        if not key:
            raise Invalid(
                message("This form was not complete. Please go back, reload the page and send it again.")
            )
        digest = _digest(key)
        take_turn()
        earlier = _use(digest)
        g.idempotency = digest
        return None if earlier is None else redirect(earlier or request.path, 303)

    @app.after_request
    def remember(response: Response) -> Response:
        digest = g.pop("idempotency", None)
        if digest is not None and response.status_code < 400:
            row = db.session.scalars(
                select(IdempotencyKey).where(IdempotencyKey.digest == digest)
            ).one_or_none()
            if row is not None and not row.location:
                row.location = response.headers.get("Location", "")
        return response


def _digest(key: str) -> str:
    acting = actor_or_none()
    who = acting.user_id if acting is not None else request.remote_addr
    known = hashlib.sha256(f"{who}|{request.method}|{request.path}|{key}".encode())
    for name, values in sorted(request.form.lists()):
        if name not in ("csrf_token", "idempotency_key"):
            known.update(repr((name, values)).encode())
    for name, files in sorted(request.files.lists()):
        for file in files:
            known.update(repr((name, file.filename, _digest_of_file(file.stream))).encode())
    return known.hexdigest()


def _digest_of_file(stream: Any) -> str:
    """Over the whole file: a figure corrected near its end changes neither its name nor its size."""
    stream.seek(0)
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def _use(digest: str) -> str | None:
    """Use the key up; returns where it led when it was used before."""
    query = select(IdempotencyKey.location).where(IdempotencyKey.digest == digest)
    earlier = db.session.scalars(query).one_or_none()
    if earlier is None:
        try:
            with db.session.begin_nested():
                db.session.add(IdempotencyKey(digest=digest, location="", used_at=now()))
        except IntegrityError as clash:
            earlier = db.session.scalars(query).one_or_none()
            if earlier is None:
                raise Conflict(message("This was just sent by another window. Please look again.")) from clash
    return earlier


class PortalForm(FlaskForm):
    """A form whose errors can also come from rules: ``refuse`` puts them beside their fields."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        untyped_init: Any = super().__init__
        untyped_init(*arguments, **values)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the input can be taken; errors are words afterwards, also those that were lazy."""
        untyped_validate: Any = super().validate
        is_valid = bool(untyped_validate(extra_validators))
        for field in self:
            if not isinstance(field, FormField | FieldList):
                field.errors = [str(error) for error in field.errors]
        return not _refuse_endless_text(self) and is_valid

    def refuse(self, error: PortalError) -> None:
        """Show a refusal where it belongs: beside the named fields, or on top when there are none."""
        fields = error.fields if isinstance(error, Invalid) else {}
        placed = False
        for name, reason in fields.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, say(reason)]
                placed = True
        if not placed:
            self.form_errors.append(say(error.reason))

    def changed_text(self, name: str) -> str:
        """The typed text of a field without the spaces around it."""
        data = self._fields[name].data
        return str(data or "").strip()


def _refuse_endless_text(fields: Iterable[Field]) -> bool:
    """Put a word beside every text longer than its column or page; a field with a length of its own has said it."""
    found = False
    for field in fields:
        if isinstance(field, FormField | FieldList):
            found |= _refuse_endless_text(field)
        elif isinstance(field, StringField) and not any(isinstance(one, Length) for one in field.validators):
            longest = LONGEST_TEXT if isinstance(field, TextAreaField) else LONGEST_LINE
            if isinstance(field.data, str) and len(field.data) > longest:
                field.errors = [*field.errors, say(message("At most %(count)s characters.", count=longest))]
                found = True
    return found


def typed_key(name: str) -> int:
    """The number of a row that a form names; NotFound for anything that is not plain digits."""
    typed = request.form.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY):
        raise NotFound
    return int(typed)


def seen() -> str:
    """What the page showed on which somebody now acts, as its form says; empty when it says nothing."""
    return request.form.get("seen", "")


def choices_of(labels: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> list[Any]:
    """The choices of a select or radio field, from value to label, in their order."""
    choice: Any = vars(wtforms)["SelectChoice"]
    return [choice(value, label) for value, label in dict(labels).items()]


class Part(Form):
    """A part of a form that repeats, such as one line of a list; the form around it carries the keys."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        start: Any = super().__init__
        start(*arguments, **options)


class ParsedField(StringField):
    """Text that a rule turns into a value; the typed text stays in the field when the rule refuses it."""

    widget = TextInput()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        parse: Callable[[str], Any],
        unit: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.parse = parse
        self.unit = unit
        self.value: Any = None

    def pre_validate(self, form: Any) -> None:
        """Parse what was typed; an empty field has no value."""
        typed = (self.data or "").strip()
        if not typed:
            return
        try:
            self.value = self.parse(typed)
        except Invalid as wrong:
            raise ValidationError(say(wrong.reason)) from wrong


class IsInvalid(ValidationError):
    """A validator's refusal in words of the kernel."""

    def __init__(self, reason: Message) -> None:
        super().__init__(say(reason))


def value_of(field: Field) -> Any:
    """The parsed value of a field, or what was typed when it parses nothing."""
    return getattr(field, "value", None) if isinstance(field, ParsedField) else field.data
