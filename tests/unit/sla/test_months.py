"""Claims about a month under its contract: slots, promises, quantities, money, and the stored form of it all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal.contracts.rules.schedule import CreditRules, CreditTier, EarnBack, SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.metrics import metric as metric_of
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Side
from portal.kernel.rate_cards import Base, LineType, RateLine
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.months import Slot, default_quantities, grace_until, judge_month, promises_of, slots_of
from portal.sla.rules.plain_figures import figures_from_plain, figures_to_plain
from portal.sla.rules.plain_messages import message_from_plain, message_to_plain
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.progress import (
    MonthState,
    Turn,
    Waiting,
    need_state,
    supplier,
    turn_after_hand_in,
    why_not_deemed,
)
from portal.sla.rules.promises import Judged
from portal.sla.rules.results import digest_of, results_to_plain
from portal.sla.rules.states import State
from portal.sla.rules.typed import typed_values
from portal.sla.rules.values.dates import Days
from tests.unit.contracts.examples import terms as usual_terms

NOVEMBER = ServiceMonth(2026, 11)
DAYS = Days(NOVEMBER.first_day, NOVEMBER.last_day)


def terms(**changes: Any) -> ContractTerms:
    return replace(
        usual_terms(),
        shops=(Shop("pdd", "甲店", ("pdd",)), Shop("jd", "乙店")),
        sla=(
            SlaLine("reply_rate", 1, Decimal(98), tiers=(CreditTier(Decimal(0), None, Decimal(5)),)),
            SlaLine("frt_avg", 1, Decimal(30), shops=("乙店",), grace_months=2),
        ),
        **changes,
    )


def figures(**values: int) -> Figures:
    return slot_figures([FigureRow(sheet="a", number=2, values=values)], DAYS)


def test_a_month_needs_one_file_per_shop_and_tool() -> None:
    assert slots_of(terms()) == (
        Slot("pdd|甲店|pdd", "pdd", "甲店", "pdd"),
        Slot("jd|乙店|", "jd", "乙店", ""),
    )
    assert slots_of(replace(terms(), shops=())) == (Slot("||", "", "", ""),)


def test_the_schedule_becomes_promises() -> None:
    reply, response = promises_of(terms())
    assert (reply.key, reply.judged, reply.grace_until) == ("reply_rate", Judged.AT_LEAST, None)
    assert (response.key, response.judged) == ("frt_avg@乙店", Judged.AT_MOST)
    assert response.grace_until == date(2026, 12, 31)


def test_without_a_start_there_is_no_running_in_period() -> None:
    without = terms(term=Term())
    assert grace_until(without, without.sla[1]) is None


def test_a_line_of_one_shop_is_judged_by_its_files_only() -> None:
    judged = judge_month(
        terms(),
        NOVEMBER,
        files={
            "pdd|甲店|pdd": figures(consult_users=100, replied_users=97, frt_avg=60_000, frt_count=9),
            "jd|乙店|": figures(consult_users=100, replied_users=98, frt_avg=25_000, frt_count=9),
        },
        typed={"reply_rate": figures(reply_rate=1_000_000)},
        stated={"seats|role=pre_sales": 4},
    )
    reply, response = judged.evaluation.lines
    assert reply.value == Fraction(195, 2)
    assert response.value == 25
    assert response.state is State.GRACE
    assert judged.credits.credit == judged.priced.service_fee.times(Fraction(5, 100))


def test_a_typed_figure_counts_where_no_file_gives_the_metric() -> None:
    judged = judge_month(
        terms(credits=CreditRules(earn_back=EarnBack(3, Decimal(50)))),
        NOVEMBER,
        files={},
        typed={"reply_rate": figures(reply_rate=990_000)},
        stated={},
    )
    assert judged.evaluation.lines[0].value == 99
    assert judged.evaluation.lines[1].state is State.NO_DATA


def test_quantities_follow_from_files_and_from_the_agreed_seats() -> None:
    card = (
        RateLine(line_type=LineType.SEAT_SHIFT_MONTH, unit_price=Money(1, "CNY"), shift="day"),
        RateLine(line_type=LineType.CONVERSATION, unit_price=Money(1, "CNY"), platform="jd"),
        RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal("0.01"), base=Base.GROSS_SALES),
        RateLine(line_type=LineType.HOUR, unit_price=Money(1, "CNY")),
        RateLine(line_type=LineType.FIXED_MONTH, unit_price=Money(1, "CNY")),
    )
    files = {
        "pdd|甲店|pdd": figures(sessions=5, sales_amount=100),
        "jd|乙店|": figures(received_users=7, sales_amount=50),
    }
    assert default_quantities(terms(rate_card=card), files) == {
        "shift_seats": 4,
        "conversations": 7,
        "gross_sales_minor": 150,
    }
    nights = RateLine(line_type=LineType.SEAT_SHIFT_MONTH, unit_price=Money(1, "CNY"), shift="night")
    assert default_quantities(terms(rate_card=(*card[:1], nights)), {}) == {
        "shift_seats|shift=day": 4,
        "shift_seats|shift=night": 2,
    }
    assert default_quantities(terms(windows=()), {}) == {}


def test_results_are_plain_and_their_digest_moves_with_them() -> None:
    def results(replied: int) -> dict[str, Any]:
        files = {"pdd|甲店|pdd": figures(consult_users=100, replied_users=replied)}
        return results_to_plain(judge_month(terms(), NOVEMBER, files=files, typed={}, stated={}))

    first = results(99)
    assert first["score"] == "100"
    assert first["lines"][0]["value"] == "99/1"
    assert first["lines"][1]["value"] is None
    assert digest_of(first) == digest_of(results(99)) != digest_of(results(98))
    empty = results_to_plain(judge_month(terms(), NOVEMBER, files={}, typed={}, stated={}))
    assert empty["score"] is None


def test_figures_and_messages_survive_being_stored() -> None:
    rows = [
        FigureRow(sheet="a", number=2, values={"consult_users": 9, "replied_users": 8, "frt_avg": 5}),
        FigureRow(sheet="a", number=3, values={"consult_users": 9, "art": 8, "frt_avg": 5}),
    ]
    kept = slot_figures([*rows, FigureRow(sheet="b", number=2, values={"art": 7})], DAYS)
    assert figures_from_plain(figures_to_plain(kept)) == kept
    words = message("%(what)s on %(day)s: %(count)s", what=message("This"), day=date(2026, 11, 1), count=3)
    assert str(message_from_plain(message_to_plain(words))) == "This on 2026-11-01: 3"


@pytest.mark.parametrize(
    ("metric", "value", "cases", "stored"),
    [
        ("reply_rate", Fraction(985, 10), None, {"reply_rate": 985_000}),
        ("reply_rate", Fraction(985, 10), 40, {"reply_rate": 985_000, "consult_users": 40}),
        ("frt_avg", Fraction(30), None, {"frt_avg": 30_000}),
        ("frt_p90", Fraction(45), None, {"frt_p90": 45_000}),
        ("resolution_time", Fraction(3, 2), None, {"resolution_time": 5_400_000}),
        ("missed_conversations", Fraction(3), 9, {"unreplied_users": 3}),
        ("dsr_service", Fraction(483, 100), None, {"dsr_service": 4830}),
        ("qa_ratio", Fraction(120), None, {"qa_ratio": 1_200_000}),
    ],
)
def test_a_typed_result_is_stored_in_whole_numbers(
    metric: str, value: Fraction, cases: int | None, stored: dict[str, int]
) -> None:
    assert typed_values(metric_of(metric), value, cases) == stored


def test_a_typed_rate_above_the_whole_is_refused() -> None:
    with pytest.raises(Invalid, match="at most 100 %"):
        typed_values(metric_of("reply_rate"), Fraction(101), None)


def test_whose_turn_it_is_follows_from_who_supplied() -> None:
    assert supplier(has_vendor_joined=True) is Turn.VENDOR
    assert supplier(has_vendor_joined=False) is Turn.MERCHANT
    assert turn_after_hand_in(by=Side.VENDOR, has_vendor_joined=True) is Turn.MERCHANT
    assert turn_after_hand_in(by=Side.MERCHANT, has_vendor_joined=True) is Turn.VENDOR
    assert turn_after_hand_in(by=Side.MERCHANT, has_vendor_joined=False) is Turn.MERCHANT


@pytest.mark.parametrize(
    ("changes", "agreed", "words"),
    [
        ({}, True, None),
        ({}, False, "does not let silence"),
        ({"state": "open"}, True, "does not wait"),
        ({"turn": "vendor"}, True, "does not wait"),
        ({"is_confirmed": False}, True, "does not wait"),
        ({"has_proposal": True}, True, "vendor has not answered yet"),
        ({"until": None}, True, "have not passed"),
        ({"until": datetime(2026, 12, 6, tzinfo=UTC)}, True, "have not passed"),
    ],
)
def test_silence_counts_only_after_the_day_and_where_it_was_agreed(
    changes: dict[str, Any], agreed: bool, words: str | None
) -> None:
    usual = Waiting("submitted", "merchant", datetime(2026, 12, 5, tzinfo=UTC), is_confirmed=True)
    refusal = why_not_deemed(replace(usual, **changes), agreed=agreed, now=datetime(2026, 12, 6, tzinfo=UTC))
    assert refusal is None if words is None else words in str(refusal)


def test_an_act_in_the_wrong_state_is_refused_in_words() -> None:
    need_state("open", MonthState.OPEN)
    with pytest.raises(Refused, match="locked because it has been invoiced"):
        need_state("locked", MonthState.OPEN)
