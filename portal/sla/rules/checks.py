"""What the figures of one row say about each other, and what the whole file says about the month."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from portal.kernel.messages import Message, message
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.means import FIELDS
from portal.sla.rules.parts import MADE_OF_PARTS, PER_MILLION, SCALED
from portal.sla.rules.values.dates import Days, gaps

NOT_MORE_THAN = (
    ("replied_users", "consult_users"),
    ("unreplied_users", "consult_users"),
    ("paid_users", "ordered_users"),
    ("ordered_users", "inquiry_users"),
    ("paid_users", "inquiry_users"),
    ("not_replied_3min_users", "need_human_users"),
    ("sessions_le_30s", "sessions_eligible"),
    ("sessions_le_180s", "sessions"),
    ("rounds_le_180s", "rounds_total"),
    ("votes_good", "evaluations"),
    ("answered", "offered"),
    ("pending_on_time", "pending_due"),
    ("resolved_first", "contacts"),
    ("bad_reviews", "reviews"),
    ("refund_withdrawn", "refund_requests"),
)
"""The first figure is part of the second and cannot exceed it."""

RATES = {field.key: field for field in MADE_OF_PARTS if field.kind is Kind.RATE}
TENTH_OF_A_POINT = 1_000
VOTES = ("votes_5", "votes_4", "votes_3", "votes_2", "votes_1")


def contradictions(row: FigureRow) -> list[Message]:
    """Figures of one row that cannot all be true, each as a warning that names the row."""
    return [found for check in CHECKS for found in check(row)]


def _parts_exceed(row: FigureRow) -> list[Message]:
    return [
        message(
            "Row %(row)s: “%(part)s” (%(less)s) is more than “%(whole)s” (%(more)s).",
            row=row.number,
            part=FIELDS[part].label,
            whole=FIELDS[whole].label,
            less=row.values[part],
            more=row.values[whole],
        )
        for part, whole in _pairs_among(tuple(row.values))
        if row.values[part] > row.values[whole]
    ]


@lru_cache(maxsize=1_000)
def _pairs_among(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The pairs of which both figures were delivered; the rows of a file mostly share them."""
    return tuple((part, whole) for part, whole in NOT_MORE_THAN if part in names and whole in names)


def _rates_differ(row: FigureRow) -> list[Message]:
    return [
        message(
            "Row %(row)s: “%(rate)s” does not agree with “%(numerator)s” and “%(denominator)s” beside it.",
            row=row.number,
            rate=field.label,
            numerator=FIELDS[field.numerator].label,
            denominator=FIELDS[field.denominator].label,
        )
        for key in row.values
        if (field := RATES.get(key)) and _rate_differs(row.values, key, field.numerator, field.denominator)
    ]


def _rate_differs(values: Mapping[str, int], key: str, numerator: str, denominator: str) -> bool:
    if numerator not in values or not values.get(denominator):
        return False
    difference = values[key] * values[denominator] - values[numerator] * SCALED[Kind.RATE]
    return abs(difference) > TENTH_OF_A_POINT * values[denominator]


def _contacts_differ(row: FigureRow) -> list[Message]:
    if not {"answered", "abandoned", "offered"} <= row.values.keys():
        return []
    if row.values["answered"] + row.values["abandoned"] == row.values["offered"]:
        return []
    return [
        message(
            "Row %(row)s: answered and abandoned contacts do not add up to those offered.", row=row.number
        )
    ]


def _votes_differ(row: FigureRow) -> list[Message]:
    if not {*VOTES, "evaluations"} <= row.values.keys():
        return []
    if sum(row.values[vote] for vote in VOTES) == row.values["evaluations"]:
        return []
    return [message("Row %(row)s: the votes do not add up to the evaluations received.", row=row.number)]


def _order_value_differs(row: FigureRow) -> list[Message]:
    if not {"aov", "paid_users", "sales_amount"} <= row.values.keys():
        return []
    expected = row.values["aov"] * row.values["paid_users"]
    if abs(expected - row.values["sales_amount"]) * 100 <= row.values["sales_amount"]:
        return []
    return [
        message(
            "Row %(row)s: average order value times paying buyers is not the sales amount.", row=row.number
        )
    ]


CHECKS: tuple[Callable[[FigureRow], list[Message]], ...] = (
    _parts_exceed,
    _rates_differ,
    _contacts_differ,
    _votes_differ,
    _order_value_differs,
)


def missing_days(rows: Sequence[FigureRow], month: Days) -> list[Message]:
    """Days of the month for which a daily file has no row."""
    daily = [row.days for row in rows if row.days is not None and not row.is_total]
    if not daily or any(not days.is_one_day for days in daily):
        return []
    present: frozenset[date] = frozenset(days.first for days in daily)
    return [
        message("There are no rows for %(first)s.", first=run.first)
        if run.is_one_day
        else message("There are no rows from %(first)s to %(last)s.", first=run.first, last=run.last)
        for run in gaps(present, month)
    ]


def totals_that_differ(rows: Sequence[FigureRow]) -> list[Message]:
    """Sums of the rows that are not what the file's own totals row says; the totals row is what counts."""
    totals = [row for row in rows if row.is_total]
    details = [row for row in rows if not row.is_total]
    if len(totals) != 1 or not details:
        return []
    return [
        message(
            "“%(figure)s”: the rows add up to %(sum)s, the file's own total is %(total)s. The total counts.",
            figure=FIELDS[key].label,
            sum=added,
            total=stated,
        )
        for key, stated in totals[0].values.items()
        if FIELDS[key].kind is Kind.COUNT
        and (added := sum(row.values.get(key, 0) for row in details)) != stated
    ]


MANY_ROWS = 10
FEW_VALUES = 1


def all_alike(rows: Sequence[FigureRow]) -> list[Message]:
    """Figures that are the same in every row of a long table, which no real shop produces."""
    details = [row for row in rows if not row.is_total]
    if len(details) < MANY_ROWS:
        return []
    keys = sorted({key for row in details for key in row.values})
    return [alike(key) for key in keys if _always_the_same([row.values.get(key) for row in details])]


def alike(key: str) -> Message:
    """The warning that a figure never changes."""
    return message(
        "“%(figure)s” has the same value in every row. Please check the export.", figure=FIELDS[key].label
    )


def _always_the_same(values: Sequence[int | None]) -> bool:
    return len(set(values)) == FEW_VALUES and values[0] not in (None, 0, PER_MILLION)


def too_round(rows: Sequence[FigureRow]) -> list[Message]:
    """Counts of a long table that all end in zero, as nobody's counts do."""
    details = [row for row in rows if not row.is_total]
    found: list[Message] = []
    for key in sorted({key for row in details for key in row.values}):
        values = [row.values[key] for row in details if row.values.get(key)]
        is_count = FIELDS[key].kind in (Kind.COUNT, Kind.PEOPLE)
        if (
            is_count
            and len(values) >= MANY_ROWS
            and len(set(values)) > FEW_VALUES
            and not any(one % 10 for one in values)
        ):
            found.append(always_round(key))
    return found


def always_round(key: str) -> Message:
    """The warning that a count always ends in zero."""
    return message(
        "“%(figure)s”: every value is a round number. Please check the export.", figure=FIELDS[key].label
    )


def outliers(rows: Sequence[FigureRow]) -> list[Message]:
    """Values further than four median deviations from the median of their column (computed in integers)."""
    details = [row for row in rows if not row.is_total]
    found: list[Message] = []
    for key in sorted({key for row in details for key in row.values}):
        column = [(row.values[key], row) for row in details if key in row.values]
        if len(column) < MANY_ROWS:
            continue
        middle = _median([value for value, _ in column])
        spread = _median([abs(value - middle) for value, _ in column])
        found += [
            far_out(row.number, key) for value, row in column if spread and abs(value - middle) > FAR * spread
        ]
    return found


def far_out(number: int, key: str) -> Message:
    """The warning about a value far from the others of its column."""
    return message(
        "Row %(row)s: “%(figure)s” is far from the other rows. Please check it.",
        row=number,
        figure=FIELDS[key].label,
    )


FAR = 6
"""Four times the usual deviation: 4 × 1.4826 median deviations, rounded up."""


def _median(values: Sequence[int]) -> int:
    return sorted(values)[len(values) // 2]
