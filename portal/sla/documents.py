"""The table to fill in: the columns a contract's metrics need, in the reader's language, with an example row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.infra.i18n import in_languages
from portal.infra.tables.writing import Value, write_csv, write_xlsx
from portal.kernel.metrics import OwnMetric, field, is_column
from portal.sla.rules.conversations import template_rows
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS
from portal.sla.rules.tools.own import OWN_COLUMNS

IDENTITY = {"zh-Hans": ("日期", "客服"), "zh-Hant": ("日期", "客服"), "en": ("Date", "Agent")}
EXAMPLE_AGENT = {
    "zh-Hans": "示例客服(请删除此行)",
    "zh-Hant": "範例客服(請刪除此列)",
    "en": "Example agent (delete this row)",
}
PLACES = {"zh-Hans": 0, "zh-Hant": 1, "en": 2}
SUITABLE = {Kind.RATE: "95%", Kind.MEAN_DURATION: "25", Kind.SUM_DURATION: "8"}


def columns_for(metrics: Sequence[str]) -> list[str]:
    """The fields the metrics are made of: counts where our template knows them, else the figure itself."""
    wanted: dict[str, None] = {}
    for metric in metrics:
        made = FIELDS.get(SUMS.get(metric, metric))
        if made is None:
            continue
        parts = [made.numerator, made.denominator]
        if made.kind is Kind.MEAN_DURATION:
            parts = [made.key, "received_users"]
        if made.complement and made.complement in OWN_COLUMNS and made.numerator not in OWN_COLUMNS:
            parts[0] = made.complement
        known = [part for part in parts if part in OWN_COLUMNS]
        for key in known if len(known) == 2 else [*known[1:], made.key]:
            if key in OWN_COLUMNS:
                wanted[key] = None
    return list(wanted)


def fields_for(own: Sequence[OwnMetric]) -> list[str]:
    """The fields that metrics of the parties' own need and the template can ask for."""
    return [key for one in own for key in one.fields if key in OWN_COLUMNS or is_column(key)]


def heading_for(key: str, language: str) -> str:
    """What stands above a field; over an own column its own words."""
    return field(key).name.read(language) if is_column(key) else OWN_COLUMNS[key][PLACES[language]]


def template_table(
    metrics: Sequence[str], first_day: date, language: str, own: Sequence[OwnMetric] = ()
) -> tuple[list[str], list[list[Value]]]:
    """Heading and example row."""
    keys = list(dict.fromkeys([*columns_for(metrics), *fields_for(own)]))
    header = [*IDENTITY[language], *(heading_for(key, language) for key in keys)]
    example: list[Value] = [first_day, EXAMPLE_AGENT[language]]
    return header, [[*example, *(SUITABLE.get(FIELDS[key].kind, 100) for key in keys)]]


def template_of_conversations(language: str) -> bytes:
    """The table with one row per conversation."""
    header, *rows = template_rows(PLACES[language])
    return write_csv(header, rows)


def template_csv(
    *, metrics: Sequence[str], month: str, first_day: date, language: str, own: Sequence[OwnMetric] = ()
) -> bytes:
    """The template as CSV."""
    header, rows = template_table(metrics, first_day, language, own)
    return write_csv(header, rows)


def template_xlsx(
    *, metrics: Sequence[str], month: str, first_day: date, language: str, own: Sequence[OwnMetric] = ()
) -> bytes:
    """The template as an Excel file."""
    header, rows = template_table(metrics, first_day, language, own)
    return write_xlsx([(month, header, rows)])


def bundle_texts(about: Mapping[str, Any]) -> dict[str, str]:
    """The words that lie beside the documents of an evidence bundle, by the name of their file."""
    return {"README.txt": bundle_readme(about)}


def bundle_readme(about: Mapping[str, Any]) -> str:
    """What stands beside the documents of an evidence bundle, in Chinese and English: what it is, how to check it."""
    month = {name: about[name] for name in ("contract", "month", "merchant", "vendor")}
    paragraphs = [
        both("Evidence bundle of %(month)s, contract %(contract)s, %(merchant)s and %(vendor)s.", **month),
        both(
            "It holds everything this month was judged by: the terms, the original files, the figures read from "
            "them, the results, and the signed audit trail. manifest.json lists the SHA-256 of each."
        ),
        both(
            "Check it without us: Python 3.11 or newer, nothing else, no network. Download portal-verify.zip from "
            "the page of the bundle, or take the source code, and run:"
        ),
        [
            "    python portal-verify.zip bundle.zip --language zh-Hans",
            "    python -m portal.verify bundle.zip",
        ],
        both(
            "It reads the original files again, adds up, judges by the terms, and says for each step whether the "
            "two reckonings are the same to the last digit or where they part. It ends with 0 when all is the "
            "same, with 1 when something parts, with 2 when there is no bundle to check."
        ),
        both("Compare the public key in trail.json with the one on the page of the bundle."),
    ]
    return "\n\n".join("\n".join(one) for one in paragraphs) + "\n"


def both(phrase: str, **values: Any) -> list[str]:
    """A phrase in the two languages of every bundle."""
    return in_languages(phrase, ("zh-Hans", "en"), **values)
