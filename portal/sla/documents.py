"""The table to fill in: the columns a contract's metrics need, in the reader's language, with an example row."""

from collections.abc import Sequence
from datetime import date

from portal.infra.tables.writing import Value, write_csv, write_xlsx
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
        field = FIELDS.get(SUMS.get(metric, metric))
        if field is None:
            continue
        parts = [field.numerator, field.denominator]
        if field.kind is Kind.MEAN_DURATION:
            parts = [field.key, "received_users"]
        if field.complement and field.complement in OWN_COLUMNS and field.numerator not in OWN_COLUMNS:
            parts[0] = field.complement
        known = [part for part in parts if part in OWN_COLUMNS]
        for key in known if len(known) == 2 else [*known[1:], field.key]:
            if key in OWN_COLUMNS:
                wanted[key] = None
    return list(wanted)


def template_table(
    metrics: Sequence[str], first_day: date, language: str
) -> tuple[list[str], list[list[Value]]]:
    """Heading and example row."""
    keys = columns_for(metrics)
    header = [*IDENTITY[language], *(OWN_COLUMNS[key][PLACES[language]] for key in keys)]
    example: list[Value] = [first_day, EXAMPLE_AGENT[language]]
    return header, [[*example, *(SUITABLE.get(FIELDS[key].kind, 100) for key in keys)]]


def template_csv(*, metrics: Sequence[str], month: str, first_day: date, language: str) -> bytes:
    """The template as CSV."""
    header, rows = template_table(metrics, first_day, language)
    return write_csv(header, rows)


def template_xlsx(*, metrics: Sequence[str], month: str, first_day: date, language: str) -> bytes:
    """The template as an Excel file."""
    header, rows = template_table(metrics, first_day, language)
    return write_xlsx([(month, header, rows)])
