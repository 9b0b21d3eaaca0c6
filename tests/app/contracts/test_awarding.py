"""A chosen quote becomes a draft by itself, and goes when the choice is taken back."""

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from portal.contracts import queries
from portal.contracts.actions import drafting, sending
from portal.contracts.models import Contract
from portal.contracts.rules.readiness import problems
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.errors import Refused
from portal.kernel.permissions import Side
from portal.sourcing.actions import award_quote, withdraw_award
from tests.factories.sourcing import Party, a_requirement, acting, asked, organisation, quoted


@dataclass(frozen=True)
class Chosen:
    """A vendor that was chosen."""

    merchant: Party
    vendor: Party
    award_id: int


@pytest.fixture
def chosen(app: Flask) -> Chosen:
    merchant = organisation(app, "跃动体育", Side.MERCHANT)
    vendor = organisation(app, "诚声客服", Side.VENDOR)
    request_id = asked(app, merchant, a_requirement(app, merchant), vendor)
    quote_id = quoted(app, vendor, request_id)
    with acting(app, merchant):
        award = award_quote(quote_id, reason="首响承诺最好", comparison={})
    return Chosen(merchant, vendor, award.id)


def drafted(app: Flask, chosen: Chosen) -> tuple[Contract, ContractTerms]:
    with acting(app, chosen.merchant):
        contract = queries.contract_of_award(chosen.award_id)
        assert contract is not None
        return contract, queries.current_version(contract).agreed


def complete(app: Flask, chosen: Chosen) -> int:
    contract, terms = drafted(app, chosen)
    with acting(app, chosen.merchant):
        drafting.change_terms(
            contract.id, section="shops", terms=replace(terms, shops=(Shop("tmall", "跃动旗舰店"),))
        )
        sending.send(contract.id)
    return contract.id


def test_the_draft_holds_what_was_asked_and_what_was_offered(app: Flask, chosen: Chosen) -> None:
    contract, terms = drafted(app, chosen)
    assert contract.state == "draft"
    assert terms.vendor.name == "诚声客服"
    assert str(terms.rate_card[0].unit_price) == "CNY 5,000.00"
    promised = {line.metric: str(line.target) for line in terms.sla}
    assert promised["frt_avg"] == "25"
    assert terms.windows
    assert terms.capacity.forecast


def test_only_the_names_of_the_shops_are_still_to_be_told(app: Flask, chosen: Chosen) -> None:
    _, terms = drafted(app, chosen)
    assert [one.section for one in problems(terms)] == ["shops"]


def test_the_vendor_does_not_see_the_draft(app: Flask, chosen: Chosen) -> None:
    drafted(app, chosen)
    with acting(app, chosen.vendor):
        assert queries.contract_of_award(chosen.award_id) is None


def test_a_choice_taken_back_takes_its_draft_along(app: Flask, chosen: Chosen) -> None:
    with acting(app, chosen.merchant):
        withdraw_award(chosen.award_id, reason="预算取消")
    contract, _ = drafted(app, chosen)
    assert contract.state == "recalled"


def test_a_contract_that_was_sent_holds_the_choice_until_it_comes_back(app: Flask, chosen: Chosen) -> None:
    contract_id = complete(app, chosen)
    with pytest.raises(Refused, match="stands on this choice"), acting(app, chosen.merchant):
        withdraw_award(chosen.award_id, reason="改主意")
    with acting(app, chosen.vendor):
        sending.return_unsigned(contract_id, reason="起始日太早")
    with acting(app, chosen.merchant):
        assert withdraw_award(chosen.award_id, reason="改主意").state == "withdrawn"


def test_a_recalled_contract_frees_the_choice(app: Flask, chosen: Chosen) -> None:
    contract_id = complete(app, chosen)
    with acting(app, chosen.merchant):
        sending.recall(contract_id)
    with acting(app, chosen.merchant):
        assert withdraw_award(chosen.award_id, reason="改主意").state == "withdrawn"
