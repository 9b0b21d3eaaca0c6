"""The table to fill in: the columns a contract's metrics need, in the reader's language, with an example row."""

from collections.abc import Sequence
from datetime import date

from portal.infra.tables.writing import Value, write_csv, write_xlsx
from portal.kernel.metrics import OwnMetric, field, is_column
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
