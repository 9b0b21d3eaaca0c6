"""Editors of what is to be done: shops, content, hours and seats, people and authority."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField

from portal.contracts.forms.base import (
    DAYS,
    HOURS,
    PERCENT,
    ChecksField,
    SectionForm,
    WithChoices,
    amount,
    shown,
    shown_money,
    split_words,
    whole,
    with_spare,
)
from portal.contracts.rules.entry import clock_from_text
from portal.contracts.rules.service import Authority, Capacity, ServiceLine, Shop, StaffedHours, Staffing
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import clock
from portal.infra.forms import ParsedField
from portal.infra.i18n import lazy
from portal.kernel.numerals import parse_decimal
from portal.reference.rules.clauses import labels


class ShopRow(WithChoices):
    """One shop."""

    groups = MappingProxyType({"platform": "platform"})

    platform = SelectField(lazy("Platform"), validate_choice=False)
    name = StringField(lazy("Shop name"))
    tools = StringField(lazy("Export tools"))
    accounts = StringField(lazy("Accounts"))


class ShopsForm(SectionForm):
    """The shops served."""

    groups = MappingProxyType({"service_languages": "language"})

    shops = FieldList(
        FormField(ShopRow),
        lazy("Shops"),
        description=lazy(
            "One row per shop; rows without a name are left out. Separate several tools by commas."
        ),
    )
    service_languages = ChecksField(lazy("Buyers are answered in"))

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        rows = [
            {
                "platform": shop.platform,
                "name": shop.name,
                "tools": ", ".join(shop.export_tools),
                "accounts": shop.accounts,
            }
            for shop in terms.shops
        ]
        return {"shops": with_spare(rows), "service_languages": list(terms.service_languages)}

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        known = {(shop.platform, shop.name): shop for shop in terms.shops}
        typed = [row for row in self.shops.data if (row["name"] or "").strip()]
        shops = (
            replace(
                known.get((row["platform"], row["name"].strip()), Shop(row["platform"], row["name"].strip())),
                export_tools=split_words(row["tools"]),
                accounts=(row["accounts"] or "").strip(),
            )
            for row in typed
        )
        return replace(terms, shops=tuple(shops), service_languages=tuple(self.service_languages.data or ()))


class ContentForm(SectionForm):
    """The work included and expressly left out."""

    groups = MappingProxyType({"included": "content", "excluded": "content"})

    included = ChecksField(lazy("Included"))
    own = StringField(
        lazy("Also included, in your own words"), description=lazy("Separate several by commas.")
    )
    excluded = ChecksField(lazy("Expressly not included"))

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        included = [line.category for line in terms.content if line.included]
        known = set(cls.known())
        return {
            "included": [one for one in included if one in known],
            "own": ", ".join(one for one in included if one not in known),
            "excluded": [line.category for line in terms.content if not line.included],
        }

    @staticmethod
    def known() -> tuple[str, ...]:
        """The library's kinds of work."""
        return tuple(labels("content"))

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        notes = {line.category: line.note for line in terms.content}
        chosen = [*(self.included.data or []), *split_words(self.own.data)]
        left_out = [one for one in self.excluded.data or [] if one not in chosen]
        return replace(
            terms,
            content=(
                *(ServiceLine(one, True, notes.get(one, "")) for one in chosen),
                *(ServiceLine(one, False, notes.get(one, "")) for one in left_out),
            ),
        )


class HoursRow(WithChoices):
    """Seats manned on one kind of day."""

    groups = MappingProxyType({"day_kind": "day_kind", "shift": "shift"})

    day_kind = SelectField(lazy("Days"), validate_choice=False)
    shift = SelectField(lazy("Shift"), validate_choice=False)
    starts = ParsedField(lazy("From"), parse=clock_from_text)
    ends = ParsedField(lazy("To"), parse=clock_from_text)
    seats = whole(lazy("Seats"))


class HoursForm(SectionForm):
    """Service hours and seats."""

    windows = FieldList(
        FormField(HoursRow),
        lazy("Hours and seats"),
        description=lazy(
            "Rows without a time are left out. An end at or before the start is on the next day."
        ),
    )

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        rows = [
            {
                "day_kind": one.day_kind,
                "shift": one.shift,
                "starts": clock(one.from_minute),
                "ends": clock(one.to_minute),
                "seats": shown(one.seats),
            }
            for one in terms.windows
        ]
        return {"windows": with_spare(rows)}

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        rows = [entry.form for entry in self.windows if entry.form.starts.value is not None]
        return replace(
            terms,
            windows=tuple(
                StaffedHours(
                    row.day_kind.data,
                    row.shift.data,
                    row.starts.value,
                    row.ends.value or 0,
                    row.seats.value or 0,
                )
                for row in rows
            ),
        )


class PeopleForm(SectionForm):
    """Capacity, promises about the people, and what agents may grant."""

    forecast = whole(lazy("Conversations expected in a service month"))
    band_percent = whole(lazy("More than this above it is excess volume"), unit=PERCENT)
    daily_load = whole(lazy("Buyers per agent and day at most"))
    promo_notice_days = whole(lazy("Promotions announced in advance"), unit=DAYS)
    reserve_percent = whole(lazy("Trained reserve"), unit=PERCENT)
    backfill_hours = whole(lazy("Absent agents covered within"), unit=HOURS)
    replacement_days = whole(lazy("Agents replaced on request within"), unit=DAYS)
    attrition_percent = whole(lazy("Monthly turnover at most"), unit=PERCENT)
    discount = ParsedField(lazy("Discount per order at most"), parse=parse_decimal)
    refund = ParsedField(lazy("Refund per order at most"), parse=parse_decimal)
    compensation = ParsedField(lazy("Compensation per case at most"), parse=parse_decimal)
    may_close_orders = BooleanField(lazy("Agents may close orders"))

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        granted = terms.authority
        return {
            **{name: shown(getattr(terms.capacity, name)) for name in _CAPACITY},
            **{name: shown(getattr(terms.staffing, name)) for name in _STAFFING},
            "discount": shown_money(granted.discount_per_order),
            "refund": shown_money(granted.refund_per_order),
            "compensation": shown_money(granted.compensation_per_case),
            "may_close_orders": granted.may_close_orders,
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        usual_capacity, usual_staffing = Capacity(), Staffing()
        capacity = {name: _or(self._fields[name], getattr(usual_capacity, name)) for name in _CAPACITY[1:]}
        staffing = {name: _or(self._fields[name], getattr(usual_staffing, name)) for name in _STAFFING}
        return replace(
            terms,
            capacity=replace(terms.capacity, forecast=self.forecast.value, **capacity),
            staffing=replace(terms.staffing, **staffing),
            authority=Authority(
                discount_per_order=amount(self.discount.data, terms.currency),
                refund_per_order=amount(self.refund.data, terms.currency),
                compensation_per_case=amount(self.compensation.data, terms.currency),
                may_close_orders=bool(self.may_close_orders.data),
            ),
        )


_CAPACITY = ("forecast", "band_percent", "daily_load", "promo_notice_days", "reserve_percent")
_STAFFING = ("backfill_hours", "replacement_days", "attrition_percent")


def _or(field: Any, usual: int) -> int:
    return usual if field.value is None else int(field.value)
