"""Claims about objections and relief, walked by both sides."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.kernel.errors import Invalid, NotFound, Refused
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import answer_claim, raise_claim
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.claims import Act
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import MOMENT, POOR, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor

LINE = "reply_3min_pdd"
Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app)
    hand_in_file(app, made.vendor, made.month_id, POOR)
    return made


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def why(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}/lines/{LINE}"


def sent(person: Visitor, url: str, act: str, comment: str, *, status: int = 200) -> str:
    """Press one of the buttons with these words; answers the page's text."""
    form = person.get(url).form("comment")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    return person.post(form.get("action"), hidden | {"act": act, "comment": comment}, status=status).text


def test_an_objection_holds_the_deduction_until_it_is_agreed(pair: Cooperation, arrive: Arrival) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    assert "Say why" in sent(vendor, why(pair), "objected", "", status=422)
    raised = sent(vendor, why(pair), "objected", "平台10月3日故障,截图为证")
    assert "Objection raised" in raised
    assert "the deduction is held" in raised
    board = merchant.get(f"/months/{pair.month_id}").text
    assert "Disputed" in board
    assert "Held while disputed" in board
    assert "Answer the objection" in merchant.get("/today").text
    assert "Agreed by the other side" in sent(merchant, why(pair), "claim_granted", "")
    assert "Relieved" in merchant.get(f"/months/{pair.month_id}").text


def test_a_refused_objection_is_escalated_and_withdrawn(pair: Cooperation, arrive: Arrival) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    sent(vendor, why(pair), "objected", "统计口径不对")
    assert "Not agreed" in sent(merchant, why(pair), "claim_refused", "口径见合同附件")
    assert "Escalated" in sent(vendor, why(pair), "claim_escalated", "请双方负责人处理")
    assert "withdrawn" in sent(vendor, why(pair), "claim_dropped", "")
    assert "Missed" in merchant.get(f"/months/{pair.month_id}").text


def test_the_fee_is_due_while_the_disputed_deduction_is_held(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        raise_claim(month(pair.month_id), line=LINE, act=Act.OBJECTED, reason="平台故障")
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        accept(of)
        found = month_in_full(of).judged.credits
        assert (found.credit.minor, found.held.minor) == (0, 1_000_00)
        with pytest.raises(Refused):
            answer_claim(of, line=LINE, act=Act.CLAIM_GRANTED)


def test_relief_both_sides_agree_on_takes_the_line_out(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        raise_claim(of, line=LINE, act=Act.RELIEF_CLAIMED, reason="商家标错价格")
        assert month_in_full(of).judged.credits.credit.minor == 1_000_00
        with pytest.raises(Refused):
            answer_claim(of, line=LINE, act=Act.CLAIM_GRANTED)
    with acting_as(app, pair.merchant, moment=MOMENT):
        of = month(pair.month_id)
        answer_claim(of, line=LINE, act=Act.CLAIM_GRANTED)
        assert not month_in_full(of).judged.credits.credit
        with pytest.raises(Refused):
            raise_claim(of, line="art", act=Act.RELIEF_CLAIMED, reason="-")
        with pytest.raises(NotFound):
            raise_claim(of, line="abacus", act=Act.OBJECTED, reason="-")
        raise_claim(of, line="art", act=Act.OBJECTED, reason="口径")
    with acting_as(app, pair.vendor, moment=MOMENT):
        with pytest.raises(Invalid):
            answer_claim(month(pair.month_id), line="art", act=Act.CLAIM_REFUSED, comment=" ")
        with pytest.raises(Refused, match="already"):
            raise_claim(month(pair.month_id), line="art", act=Act.OBJECTED, reason="-")


def test_a_stranger_can_neither_object_nor_answer(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    stranger = arrive(make_merchant(app))
    stranger.get(why(pair), status=404)
    with pytest.raises(NotFound), acting_as(app, make_merchant(app), moment=MOMENT):
        raise_claim(month(pair.month_id), line=LINE, act=Act.OBJECTED, reason="-")
