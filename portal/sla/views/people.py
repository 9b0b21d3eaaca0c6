"""Agents, shifts and shops of a month beside the average of all of them."""

from collections.abc import Mapping

from flask import request, url_for

from portal.infra.access import requires
from portal.infra.i18n import _, say
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.sla.forms.rows import part_name
from portal.sla.queries.months import MonthInFull, month_in_full
from portal.sla.queries.months import month as month_of
from portal.sla.queries.seeing import kinds_of_parts, slot_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.comparing import comparison_words
from portal.sla.rules.line_parts import SlotPart, measured_parts, volumes_of_parts
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import line_name
from portal.sla.views.columns import Column, beside_the_month, column_of, distribution_of, standing_words
from portal.sla.views.shop_choice import ALL, shop_choice

PEOPLE = (By.AGENT, By.SHIFT, By.SHOP)


@blueprint.get(f"{MONTH}/people")
@requires(Permission.MONTHS_VIEW)
def people(month_id: int) -> str:
    """Everybody's results beside the average of all, the one furthest behind first."""
    full = month_in_full(month_of(month_id))
    kinds = kinds_of_parts(month_id)
    by = _chosen(kinds, request.args.get("by", ""))
    found = [] if by is None else slot_parts(month_id, by)
    shops = shop_choice(full.terms, [] if by is By.SHOP else found, request.args.get("shop"))
    parts = shops.of(found)
    columns = _columns(full, parts)
    shown = _shown(columns, request.args.get("line", ""))
    return page(
        "sla/people.html",
        month=full.record,
        by=by,
        shops=shops,
        tabs=part_tabs(month_id, kinds, by),
        columns=columns,
        shown=shown,
        finding=None if shown is None else say(comparison_words(shown.comparison)),
        differences=_differences(full, columns) if shops.chosen == ALL else [],
        distribution=None if shown is None else _distribution(full, shown),
        volumes=volumes_of_parts(parts),
        standings=standing_words(),
        part_name=part_name,
        has_rows=has_rows(full),
    )


def has_rows(full: MonthInFull) -> bool:
    """Whether the way from a result goes on to single conversations."""
    return any(one.tool == "conversations" for one in full.submissions.values())


def part_tabs(month_id: int, kinds: Mapping[By, int], by: By | None) -> list[tuple[str, str, bool]]:
    """Everything a month can be told apart by, with how many of each."""
    words = {
        By.AGENT: _("Agents (%(count)s)", count=kinds.get(By.AGENT, 0)),
        By.SHIFT: _("Shifts (%(count)s)", count=kinds.get(By.SHIFT, 0)),
        By.SHOP: _("Shops (%(count)s)", count=kinds.get(By.SHOP, 0)),
        By.DAY: _("Days (%(count)s)", count=kinds.get(By.DAY, 0)),
    }
    return [
        (
            said,
            url_for("sla.days", month_id=month_id)
            if one is By.DAY
            else url_for("sla.people", month_id=month_id, by=one.value),
            one is by,
        )
        for one, said in words.items()
        if kinds.get(one)
    ]


def _chosen(kinds: Mapping[By, int], wanted: str) -> By | None:
    return next((by for by in PEOPLE if by.value == wanted and by in kinds), None) or next(
        (by for by in PEOPLE if by in kinds), None
    )


def _columns(full: MonthInFull, parts: list[SlotPart]) -> list[Column]:
    """The promises that say something about anybody, in the order of the contract."""
    promises = [line.promise for line in full.judged.evaluation.lines]
    found = measured_parts(full.terms, promises, parts)
    return [
        column_of(
            promise,
            line_name(full.terms, promise.key),
            found[promise.key],
            promise.unit,
        )
        for promise in promises
        if any(one is not None and one.denominator for one in found[promise.key].values())
    ]


def _differences(full: MonthInFull, columns: list[Column]) -> list[tuple[str, str]]:
    """Where the average of all is not the figure of the month, and why, by name."""
    lines = {line.promise.key: line for line in full.judged.evaluation.lines}
    said = [(one.name, beside_the_month(lines[one.key], one.comparison.average)) for one in columns]
    return [(name, words) for name, words in said if words]


def _shown(columns: list[Column], wanted: str) -> Column | None:
    return next((one for one in columns if one.key == wanted), columns[0] if columns else None)


def _distribution(full: MonthInFull, shown: Column) -> object:
    promise = next(line.promise for line in full.judged.evaluation.lines if line.promise.key == shown.key)
    return distribution_of(promise, shown, promise.unit)
