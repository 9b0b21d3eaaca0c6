"""Three languages: which one a reader sees, and how messages, money, dates and percentages are said in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from portal.infra.singulars import SINGULARS, in_english
from portal.kernel.messages import Message
from portal.kernel.metrics import Words
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Role

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""The languages a person can choose, by their BCP 47 tag, each in its own words."""

LOCALES = {"en": "en", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}

ENGLISH = Locale("en")

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


@cache
def _texts(locale: Locale) -> dict[str, str]:
    """Every text of a language by its English form; read once per process."""
    loaded = Translations.load(CATALOGUES, [locale])
    known: dict[Any, str] = getattr(loaded, "_catalog", {})
    return {text: said for text, said in known.items() if isinstance(text, str) and text and said}


@cache
def _markup(locale: Locale) -> dict[str, Markup]:
    """The same texts as markup, filled as templates ask for them."""
    return {}


def _(text: str, /, **values: Any) -> str:
    """The text in the reader's language, with its values filled in."""
    said = _template(text, values)
    return said % values if values else said


def _template(text: str, values: Mapping[str, Any]) -> str:
    """The text in the reader's language, its values still to be filled in."""
    locale = _locale()
    return in_english(text, values) if locale.language == "en" else _texts(locale).get(text, text)


def _in_template(text: Any, /, **values: Any) -> Markup:
    """The same for templates, where values are escaped and our own texts are not.

    Only our own texts come here, so that what is remembered has an end.
    """
    known = _markup(_locale())
    if text in SINGULARS:
        text = _template(str(text), values)
    said = known.get(text)
    if said is None:
        said = known[str(text)] = Markup(_(str(text)))
    return said % values if values else said


def _later(text: str, /, **values: Any) -> LazyString:
    return LazyString(_, text, **values)


lazy: Any = _later
"""A text translated when it is read; typed freely, because form libraries want a plain string there."""

ROLES = frozenset(Role)
STORED_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
STORED_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")

babel = Babel()


def install_languages(app: Flask) -> None:
    """Choose the language per request: the person's choice, else the cookie, else what the browser asks for."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    babel.init_app(app, locale_selector=_locale_of_request)
    app.jinja_env.filters.update(
        say=say, money=say_money, number=say_number, day=say_day, instant=say_instant
    )
    app.jinja_env.filters.update(percent=say_percent, month=say_month, last_day=say_last_day)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=language)
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template)


def _locale_of_request() -> str:
    return LOCALES[language_of_request()]


def language_of_request() -> str:
    """The tag of the language in which this request is answered."""
    if not has_request_context():
        return "en"
    chosen = g.get("language") or request.cookies.get("language")
    return chosen if chosen in LANGUAGES else _language_of_browser()


def _language_of_browser() -> str:
    for tag, _quality in request.accept_languages:
        lowered = tag.lower()
        if lowered.startswith("zh"):
            traditional = any(part in lowered for part in ("hant", "tw", "hk", "mo"))
            return "zh-Hant" if traditional else "zh-Hans"
        if lowered.startswith("en"):
            return "en"
    return "en"


def language() -> str:
    """The tag of the language now in force, also inside :func:`speaking`."""
    locale = _locale()
    if locale.language != "zh":
        return "en"
    return "zh-Hant" if locale.script == "Hant" else "zh-Hans"


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Everything inside is said in this language, whoever is reading: for mails and documents."""
    before = g.get("said_in")
    g.said_in = Locale.parse(LOCALES[tag])
    try:
        with force_locale(LOCALES[tag]):
            yield
    finally:
        g.said_in = before


def _locale() -> Locale:
    """The locale in force; asked for hundreds of times per page, so it is remembered with the request."""
    if not g:
        return ENGLISH
    found: Locale | None = g.get("said_in")
    if found is None:
        found = get_locale() or ENGLISH
        if has_request_context():
            g.said_in = found
    return found


def say(value: Any) -> str:
    """Any value the product shows, in the reader's language; text stays as it is."""
    match value:
        case None:
            return "—"
        case Message():
            return say_message(value)
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return say_instant(value)
        case date():
            return say_day(value)
        case int() | Decimal() | Fraction():
            return say_number(value)
        case _:
            return _say_kernel_value(value)


def _say_kernel_value(value: Any) -> str:
    match value:
        case Money():
            return say_money(value)
        case ServiceMonth():
            return say_month(value)
        case Words():
            return value.read(language())
        case list() | tuple() | set() | frozenset():
            return say_list(value)
        case _:
            return str(value)


def say_message(value: Message) -> str:
    """Translate the template, then fill in each value as the reader's locale writes it."""
    if not value.values:
        return _(value.template) if value.template else ""
    template = _template(value.template, dict(value.values))
    return str(template % {name: _say_stored(inner) for name, inner in value.values})


def _say_stored(value: Any) -> str:
    """A value of a message; what was stored as plain text, a month, a day or roles, is said like one."""
    if isinstance(value, str):
        if STORED_MONTH.fullmatch(value):
            return say_month(ServiceMonth.from_key(value))
        if STORED_DAY.fullmatch(value):
            with suppress(ValueError):
                return say_day(date.fromisoformat(value))
        parts = value.split(", ")
        if ROLES.issuperset(parts):
            return say_list(_(part.capitalize()) for part in parts)
    return say(value)


def say_list(values: Iterable[Any]) -> str:
    """Several things in a row, joined as the language joins them."""
    return (", " if language() == "en" else "、").join(say(value) for value in values)


def say_money(value: Money | None) -> str:
    """An amount with its ISO code in front and a real minus: ``CNY −1,800.00``; no symbol is ever guessed."""
    if value is None:
        return "—"
    amount = Decimal(value.decimal)
    places = max(0, -int(amount.as_tuple().exponent))
    figure = format_decimal(
        abs(amount), format="#,##0" + ("." + "0" * places if places else ""), locale=_locale()
    )
    return f"{value.currency} {'−' if amount < 0 else ''}{figure}"


def say_number(value: Any, places: int | None = None) -> str:
    """A number with separators and a real minus; ``places`` fixes the decimals."""
    if value is None:
        return "—"
    exact = (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, Fraction)
        else Decimal(value)
    )
    decimals = "######" if places is None else "0" * places
    pattern = "#,##0" + ("." + decimals if decimals else "")
    figure = format_decimal(abs(exact), format=pattern, locale=_locale(), decimal_quantization=True)
    return f"{'−' if exact < 0 else ''}{figure}"


def say_percent(value: Any, places: int = 1) -> str:
    """A share (0.953) as a percentage (95.3 %)."""
    return "—" if value is None else f"{say_number(Fraction(value) * 100, places)} %"


def say_day(value: date | None) -> str:
    """A calendar day as the locale writes it; of a moment, the day it falls on for the reader's organisation."""
    zone = g.get("time_zone") if has_request_context() else None
    if zone is not None and isinstance(value, datetime):
        value = value.astimezone(zone)
    return "—" if value is None else _day(value.year, value.month, value.day, _locale())


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int, locale: Locale) -> str:
    return format_date(date(year, month, day), format="medium", locale=locale)


def say_instant(value: datetime | None) -> str:
    """A moment, in the time zone of the reader's organisation."""
    if value is None:
        return "—"
    zone = g.get("time_zone") if has_request_context() else None
    if zone is not None:
        value = value.astimezone(zone)
    return format_datetime(value, format="yyyy-MM-dd HH:mm", locale=_locale())


def zone_of_reader() -> tzinfo:
    """The time zone in which the reader's organisation counts its days."""
    zone: tzinfo | None = g.get("time_zone") if has_request_context() else None
    return UTC if zone is None else zone


def say_last_day(value: datetime | None) -> str:
    """The last day on which something due at this moment is in time: what ends at midnight ends the day before."""
    if value is None:
        return "—"
    return say_day(value - timedelta(microseconds=1))


def say_month(value: ServiceMonth | str) -> str:
    """A service month, or the key it is stored under, by its name: November 2026, 2026年11月."""
    if isinstance(value, str):
        value = ServiceMonth.from_key(value)
    if language() == "en":
        return format_date(date(value.year, value.month, 1), format="MMMM yyyy", locale=_locale())
    return f"{value.year}年{value.month}月"


def in_languages(template: str, tags: Iterable[str], **values: Any) -> list[str]:
    """One phrase in each of a document's languages, in their order, without repeating an equal one."""
    said: list[str] = []
    for tag in tags:
        with speaking(tag):
            phrase = say_message(Message(template, tuple(sorted(values.items()))))
        if phrase not in said:
            said.append(phrase)
    return said


def in_every_language(value: Any) -> dict[str, str]:
    """A value said in each language of the product, by tag: for words that are kept as they were on that day."""
    said = {}
    for tag in LANGUAGES:
        with speaking(tag):
            said[tag] = say(value)
    return said


def lines(text: str | None) -> Markup:
    """Typed text with its line breaks, everything else escaped."""
    return Markup("<br>").join(escape(line) for line in (text or "").splitlines())
