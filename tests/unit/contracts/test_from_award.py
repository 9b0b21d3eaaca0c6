"""An award becomes a draft that could be sent as it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.contracts.rules.from_award import terms_from_award
from portal.contracts.rules.parties import Party
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.readiness import problems
from portal.kernel.money import Money
from tests.unit.contracts.examples import award, terms


def test_the_draft_of_an_award_is_ready_to_send() -> None:
    assert problems(terms()) == ()


def test_requirement_and_quote_are_carried_over() -> None:
    drafted, source = terms(), award()
    assert (drafted.shops, drafted.content, drafted.windows) == (source.shops, source.content, source.windows)
    assert drafted.rate_card == source.rate_card
    assert [(line.metric, line.target) for line in drafted.sla] == [
        ("reply_rate", Decimal(98)),
        ("frt_avg", Decimal(30)),
    ]
    assert drafted.capacity.forecast == 24_000


def test_it_runs_for_a_year_from_the_first_day() -> None:
    assert terms().term.last_day == date(2027, 10, 31)
    assert terms_from_award(replace(award(), start=None)).term.start is None


def test_agents_may_grant_the_usual_small_discount_in_its_currency_only() -> None:
    assert terms().authority.discount_per_order == Money(20_00, "CNY")
    assert terms_from_award(replace(award(), currency="USD")).authority.discount_per_order is None


def test_notices_go_to_the_contacts_that_are_known() -> None:
    assert [one.name for one in terms().notices] == ["王芳", "赵敏"]
    unknown = replace(award(), vendor=Party(name="X"))
    assert [one.side for one in terms_from_award(unknown).notices] == ["merchant"]


def test_quoted_terms_of_payment_come_before_the_usual_ones() -> None:
    quoted = PaymentTerms(due_day=5)
    assert terms_from_award(replace(award(), payment=quoted)).payment == quoted
