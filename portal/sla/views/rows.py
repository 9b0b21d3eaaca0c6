"""Rows behind a number: the single conversations of a month, paged, narrowed down, counted and taken away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.i18n import _, say_number
from portal.infra.pages import page
from portal.infra.tables.writing import write_csv
from portal.kernel.conversations.columns import COLUMNS, Content
from portal.kernel.conversations.rows import RowFilter
from portal.kernel.money import exponent_of
from portal.kernel.permissions import Permission
from portal.sla.actions.looking import Seen, look_at
from portal.sla.forms.rows import RowsForm
from portal.sla.queries.months import MonthInFull, month_in_full
from portal.sla.queries.months import month as month_of
from portal.sla.queries.rows import RowFile, part_keys, row_files
from portal.sla.rules.evidence_rows import Behind, Choice, rows_behind
from portal.sla.rules.targets import key_of, slots_of_line
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import line_name
from portal.sla.views.reasons import figure_name

ROWS_ON_PAGE = 50
ROWS_IN_FILE = 100_000
LAST_PAGE = 100_000
MILLISECONDS = 1000
FIGURES = frozenset({Content.SECONDS, Content.COUNT, Content.MONEY, Content.RATING})


@dataclass(frozen=True)
class Question:
    """What was asked: the files to look into, the filter, and what the reader chose."""

    files: list[RowFile]
    behind: Behind | None
    wanted: RowFilter
    choice: Choice
    is_missed: bool
    chosen: dict[str, Any]

    def seen(self, *, offset: int, limit: int) -> Seen:
        """The rows that were asked for."""
        return look_at(self.files, self.wanted, self.choice, offset=offset, limit=limit)

    def count_of_all(self) -> int:
        """How many conversations the result is made of, missed or not."""
        rows = RowFilter() if self.behind is None else self.behind.rows
        return look_at(self.files, rows, self.choice, offset=0, limit=0).count


@blueprint.get(f"{MONTH}/rows")
@requires(Permission.MONTHS_VIEW)
def rows(month_id: int) -> str:
    """The conversations of a month, or those behind one of its figures."""
    full = month_in_full(month_of(month_id))
    form = RowsForm(request.args)
    form.offer(
        [(one.promise.key, line_name(full.terms, one.promise.key)) for one in full.judged.evaluation.lines],
        part_keys(month_id),
        _("All"),
    )
    asked = _question(full, form)
    number = _page_number()
    seen = asked.seen(offset=(number - 1) * ROWS_ON_PAGE, limit=ROWS_ON_PAGE)
    columns = _columns(asked.files)
    return page(
        "sla/rows.html",
        month=full.record,
        form=form,
        files=asked.files,
        waiting=[file.name for file in asked.files if file.evidence is None],
        columns=[
            {"label": _heading(key, full), "numeric": COLUMNS[key].content in FIGURES} for key in columns
        ],
        rows=[
            (file, row["line"], [_cell(key, row.get(key), full) for key in columns])
            for file, row in seen.rows
        ],
        count=seen.count,
        total=asked.count_of_all() if asked.is_missed else seen.count,
        asked=asked,
        page_number=number,
        pages=max(-(-seen.count // ROWS_ON_PAGE), 1),
        address=lambda to: url_for("sla.rows", month_id=month_id, **asked.chosen, page=to),
        exports=_exports(month_id, asked, seen.count),
    )


@blueprint.get(f"{MONTH}/rows.csv")
@requires(Permission.MONTHS_VIEW)
def rows_file(month_id: int) -> Response:
    """The same rows as a file, in parts of at most 100,000."""
    full = month_in_full(month_of(month_id))
    asked = _question(full, RowsForm(request.args))
    part = _page_number("part")
    seen = asked.seen(offset=(part - 1) * ROWS_IN_FILE, limit=ROWS_IN_FILE)
    columns = _columns(asked.files)
    content = write_csv(
        [_("File"), _("Row"), *(_heading(key, full) for key in columns)],
        (
            [file.name, row["line"], *(_cell(key, row.get(key), full) for key in columns)]
            for file, row in seen.rows
        ),
    )
    response = Response(content, mimetype="text/csv")
    name = f"steelyard-{full.record.month}-rows-{part}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _question(full: MonthInFull, form: RowsForm) -> Question:
    line = next((one for one in full.judged.evaluation.lines if one.promise.key == form.line.data), None)
    behind: Behind | None = None
    files = row_files(full.record.id)
    if line is not None:
        within = {key_of(one): one.within_seconds for one in full.terms.sla}
        behind = rows_behind(line.promise, within.get(line.promise.key))
        slots = slots_of_line(full.terms, line.promise.key)
        files = [file for file in files if file.slot in slots]
    wanted = RowFilter() if behind is None else behind.rows
    missed = behind.missed if behind is not None and form.missed.data else None
    return Question(
        files=files,
        behind=behind,
        wanted=missed or wanted,
        choice=Choice(
            _day(form.day.data), form.agent.data or "", form.shift.data or "", form.shop.data or ""
        ),
        is_missed=missed is not None,
        chosen={name: value for name, value in request.args.items() if name in form and value},
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _page_number(name: str = "page") -> int:
    return min(max(request.args.get(name, 1, type=int), 1), LAST_PAGE)


def _columns(files: list[RowFile]) -> list[str]:
    """The columns that any of the files has, in the order of the template."""
    present = {column for file in files for column in file.layout.present}
    return [key for key in COLUMNS if key in present]


def _heading(key: str, full: MonthInFull) -> str:
    return {
        "conversation": _("Conversation"),
        "shop": _("Shop"),
        "channel": _("Channel"),
        "agent": _("Agent"),
        "started_at": _("Started at"),
        "first_response": _("First response (s)"),
        "first_reply_at": _("First reply"),
        "response_sum": _("Response times, sum (s)"),
        "response_turns": figure_name("rt_count"),
        "ended_at": _("Ended at"),
        "buyer_messages": figure_name("buyer_msgs"),
        "agent_messages": figure_name("agent_msgs"),
        "rating": _("Rating"),
        "transferred": _("Transferred"),
        "resolved": _("Solved"),
        "bot": _("Bot alone"),
        "order_amount": _("Paid amount (%(currency)s)", currency=full.terms.currency),
    }[key]


def _cell(key: str, value: Any, full: MonthInFull) -> str | None:
    """A cell as it is read: moments on the contract's clock, durations in seconds, amounts with their decimals."""
    if value is None:
        return None
    digits = exponent_of(full.terms.currency)
    words: Mapping[Content, Callable[[Any], str]] = {
        Content.TIME: _moment,
        Content.SECONDS: lambda found: f"{Decimal(found) / MILLISECONDS:f}",
        Content.MONEY: lambda found: f"{Decimal(found).scaleb(-digits):.{digits}f}",
        Content.FLAG: lambda found: _("yes") if found else _("no"),
    }
    return words.get(COLUMNS[key].content, str)(value)


def _moment(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds // MILLISECONDS, UTC):%Y-%m-%d %H:%M:%S}"


def _exports(month_id: int, asked: Question, count: int) -> list[tuple[str, str]]:
    """Addresses of the file's parts, each with the words on it."""
    parts = -(-count // ROWS_IN_FILE)
    words = (
        [_("Save as CSV")]
        if parts == 1
        else [
            _("Part %(part)s of %(parts)s", part=say_number(part), parts=parts)
            for part in range(1, parts + 1)
        ]
    )
    return [
        (said, url_for("sla.rows_file", month_id=month_id, **asked.chosen, part=part))
        for part, said in enumerate(words[:parts], start=1)
    ]
