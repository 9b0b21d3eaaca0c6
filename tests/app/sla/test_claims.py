"""Claims about objections and relief, walked by both sides."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.progress import open_duties
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.sla.actions.answering import accept
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.evidence import keep_evidence
from portal.sla.queries.claims import files_of_answers, line_claims
from portal.sla.queries.consequences import consequence
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.claims import Act
from portal.sla.rules.evaluation import State
from portal.sla.rules.relief import Details, Outcome, Scope
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import HEADING, POOR, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor

LINE = "reply_3min_pdd"
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
BY_DAY = f"{HEADING}\n2026-10-01,甲店,小美,1000,1000,10,17,400\n2026-10-03,甲店,小美,1000,1000,90,17,400\n"
Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app)
    hand_in_file(app, made.vendor, made.month_id, POOR, moment=NOW)
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


def sent(
    person: Visitor,
    url: str,
    act: str,
    comment: str,
    *,
    status: int = 200,
    more: Mapping[str, str] | None = None,
) -> str:
    """Press one of the buttons with these words; answers the page's text."""
    form = person.get(url).form("comment")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    return person.post(
        form.get("action"), hidden | {"act": act, "comment": comment, **(more or {})}, status=status
    ).text


def say(
    app: Flask,
    by: Party,
    pair: Cooperation,
    act: Act,
    comment: str = "",
    details: Details | None = None,
    *,
    line: str = LINE,
    files: tuple[tuple[str, bytes], ...] = (),
    moment: datetime = NOW,
) -> None:
    with acting_as(app, by, moment=moment):
        words = Words(comment, details or Details(), keep_evidence(files))
        speak = raise_claim if act in {Act.OBJECTED, Act.RELIEF_CLAIMED} else answer_claim
        speak(month(pair.month_id), line=line, act=act, words=words)


def state_of(app: Flask, pair: Cooperation, line: str = LINE) -> State:
    with acting_as(app, pair.merchant, moment=LATER):
        full = month_in_full(month(pair.month_id))
        return next(one.state for one in full.judged.evaluation.lines if one.promise.key == line)


def test_an_objection_holds_the_deduction_until_it_is_agreed(pair: Cooperation, arrive: Arrival) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    assert "Say why" in sent(vendor, why(pair), "objected", "", status=422)
    raised = sent(vendor, why(pair), "objected", "平台10月3日故障,截图为证")
    assert "Objection raised" in raised
    board = merchant.get(f"/months/{pair.month_id}").text
    assert "Disputed" in board
    assert "Held while disputed" in board
    assert "Answer the objection" in merchant.get("/today").text
    assert "What would follow" in merchant.get(why(pair)).text
    assert "Agreed by the other side" in sent(merchant, why(pair), "claim_granted", "")
    assert "Relieved" in merchant.get(f"/months/{pair.month_id}").text


def test_a_refused_objection_is_escalated_and_withdrawn(pair: Cooperation, arrive: Arrival) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    sent(vendor, why(pair), "objected", "统计口径不对")
    assert "Not agreed" in sent(merchant, why(pair), "claim_refused", "口径见合同附件")
    assert "Escalated" in sent(vendor, why(pair), "claim_escalated", "请双方负责人处理")
    assert "withdrawn" in sent(vendor, why(pair), "claim_dropped", "")
    assert "Missed" in merchant.get(f"/months/{pair.month_id}").text


def test_a_decision_is_proposed_by_one_side_and_accepted_by_the_other(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    sent(vendor, why(pair), "objected", "口径不对")
    sent(merchant, why(pair), "claim_refused", "口径见合同附件")
    sent(vendor, why(pair), "claim_escalated", "请双方负责人处理")
    address = merchant.get(why(pair)).link("Propose a decision")
    form = merchant.get(address)
    refused = merchant.submit(form, {"outcome": "figure", "comment": "复核后"}, having="outcome", status=422)
    assert "Enter the figure that is right" in refused.text
    refused = merchant.submit(form, {"outcome": "stands", "by_expert": "y", "comment": "-"}, status=422)
    assert "needs its document" in refused.text
    done = merchant.submit(
        merchant.get(address), {"outcome": "figure", "value": "97", "comment": "抽查300条"}, having="outcome"
    )
    assert "Decision proposed" in done.text
    assert "97 %" in done.text
    assert "Decision accepted" in sent(vendor, why(pair), "decision_accepted", "")
    with acting_as(app, pair.merchant, moment=LATER):
        full = month_in_full(month(pair.month_id))
        line = full.judged.evaluation.lines[0]
        assert (line.value, line.state) == (97, State.MISSED)
        assert full.judged.credits.credit.minor == 1_000_00


def test_a_declined_decision_leaves_the_matter_open(app: Flask, pair: Cooperation) -> None:
    say(app, pair.vendor, pair, Act.OBJECTED, "口径")
    say(app, pair.merchant, pair, Act.CLAIM_REFUSED, "不同意")
    say(app, pair.vendor, pair, Act.CLAIM_ESCALATED, "升级")
    stands = Details(outcome=Outcome.STANDS)
    with pytest.raises(Invalid, match="what the decision is"):
        say(app, pair.vendor, pair, Act.DECISION_PROPOSED, "?")
    say(app, pair.vendor, pair, Act.DECISION_PROPOSED, "第三方复核", stands)
    with pytest.raises(Refused):
        say(app, pair.vendor, pair, Act.DECISION_ACCEPTED)
    say(app, pair.merchant, pair, Act.DECISION_DECLINED, "复核口径不同")
    assert state_of(app, pair) is State.DISPUTED
    with acting_as(app, pair.merchant, moment=LATER):
        duties = {duty.key for duty in open_duties(debtor_id=pair.vendor.organisation_id)}
        assert f"claim:{pair.month_id}:{LINE}:vendor" in duties


def test_the_figure_named_in_an_objection_counts_once_it_is_agreed(app: Flask, pair: Cooperation) -> None:
    right = Details(values=(("reply_3min_pdd", 990_000),))
    say(app, pair.vendor, pair, Act.OBJECTED, "少算了夜班", right)
    assert state_of(app, pair) is State.DISPUTED
    say(app, pair.merchant, pair, Act.CLAIM_GRANTED)
    assert state_of(app, pair) is State.MET


def test_the_fee_is_due_while_the_disputed_deduction_is_held(app: Flask, pair: Cooperation) -> None:
    say(app, pair.vendor, pair, Act.OBJECTED, "平台故障")
    with acting_as(app, pair.merchant, moment=NOW):
        of = month(pair.month_id)
        accept(of)
        found = month_in_full(of).judged.credits
        assert (found.credit.minor, found.held.minor) == (0, 1_000_00)
    say(app, pair.vendor, pair, Act.CLAIM_DROPPED, moment=LATER)
    with acting_as(app, pair.merchant, moment=LATER):
        of = month(pair.month_id)
        assert (of.results["credit_minor"], of.results["held_minor"]) == (1_000_00, 0)
        renewed = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "ResultsRenewed")).one()
        assert renewed.payload["line"] == LINE
        assert renewed.payload["before"] != renewed.payload["digest"]
        with pytest.raises(Refused):
            raise_claim(of, line="art", act=Act.OBJECTED, words=Words("太晚了"))


def test_the_days_for_objections_end(app: Flask, pair: Cooperation) -> None:
    late = NOW + timedelta(days=5, minutes=1)
    with pytest.raises(Refused, match="were possible until"):
        say(app, pair.vendor, pair, Act.OBJECTED, "太晚了", moment=late)


def test_relief_for_a_whole_line_takes_it_out(app: Flask, pair: Cooperation) -> None:
    say(app, pair.vendor, pair, Act.RELIEF_CLAIMED, "商家标错价格", Details("merchant_stock_or_price"))
    assert state_of(app, pair) is State.DISPUTED
    with pytest.raises(Refused):
        say(app, pair.vendor, pair, Act.CLAIM_GRANTED)
    say(app, pair.merchant, pair, Act.CLAIM_GRANTED)
    assert state_of(app, pair) is State.RELIEVED
    with pytest.raises(Refused):
        say(app, pair.merchant, pair, Act.RELIEF_CLAIMED, "-", line="art")
    with pytest.raises(NotFound):
        say(app, pair.merchant, pair, Act.OBJECTED, "-", line="abacus")
    say(app, pair.merchant, pair, Act.OBJECTED, "口径", line="art")
    with pytest.raises(Invalid):
        say(app, pair.vendor, pair, Act.CLAIM_REFUSED, " ", line="art")
    with pytest.raises(Refused, match="already"):
        say(app, pair.vendor, pair, Act.OBJECTED, "-", line="art")


def test_relief_for_days_is_judged_on_the_days_that_remain(app: Flask, arrive: Arrival) -> None:
    pair = make_cooperation(app)
    hand_in_file(app, pair.vendor, pair.month_id, BY_DAY, moment=NOW)
    vendor, merchant = arrive(pair.vendor), arrive(pair.merchant)
    page = vendor.get(vendor.get(why(pair)).link("Claim relief"))
    outage = {
        "reason": "platform_outage",
        "scope": "days",
        "first_day": "2026-10-03",
        "last_day": "2026-10-03",
        "comment": "拼多多后台故障 14:00 到 18:00",
    }
    wrong = vendor.submit(page, outage | {"last_day": "2026-11-03"}, having="Claim relief", status=422)
    assert "must lie in the service month" in wrong.text
    claimed = vendor.submit(
        page, outage, having="Claim relief", files={"evidence": ("故障公告.png", PICTURE)}
    )
    assert "The platform was down" in claimed.text
    assert "故障公告.png" in claimed.text
    seen = merchant.get(why(pair))
    assert "99 %" in seen.text
    with acting_as(app, pair.merchant, moment=LATER):
        full = month_in_full(month(pair.month_id))
        what = consequence(full, full.claims[LINE], Act.CLAIM_GRANTED)
        assert (what.before.line.value, what.after.line.value) == (95, 99)
        assert (what.before.held.minor, what.after.held.minor) == (1_000_00, 0)
    assert "99 %" in sent(merchant, why(pair), "claim_granted", "")
    assert state_of(app, pair) is State.MET


def test_days_cannot_be_taken_out_of_month_totals(app: Flask) -> None:
    pair = make_cooperation(app)
    totals = f"{HEADING}\n总计,-,-,3000,3000,90,18,12000.5\n"
    hand_in_file(app, pair.vendor, pair.month_id, totals, moment=NOW)
    days = Details("platform_outage", Scope.DAYS, date(2026, 10, 3), date(2026, 10, 3))
    with pytest.raises(Invalid, match="month totals only"):
        say(app, pair.vendor, pair, Act.RELIEF_CLAIMED, "故障", days)
    single = Details("platform_outage", Scope.CONVERSATIONS, conversations=("c-1",))
    with pytest.raises(Invalid, match="single conversations"):
        say(app, pair.vendor, pair, Act.RELIEF_CLAIMED, "故障", single)


def test_relief_may_be_claimed_as_soon_as_something_happened(app: Flask) -> None:
    pair = make_cooperation(app)
    say(app, pair.vendor, pair, Act.RELIEF_CLAIMED, "停电", Details("force_majeure"))
    with pytest.raises(Refused):
        say(app, pair.vendor, pair, Act.OBJECTED, "没有数字", line="art")
    say(app, pair.merchant, pair, Act.CLAIM_GRANTED)
    hand_in_file(app, pair.vendor, pair.month_id, POOR, moment=LATER)
    assert state_of(app, pair) is State.RELIEVED


def test_evidence_is_kept_hashed_and_served_to_both_sides_alone(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    say(app, pair.vendor, pair, Act.OBJECTED, "见截图", files=(("a.png", PICTURE), ("b.csv", b"a,b\n1,2\n")))
    with acting_as(app, pair.merchant, moment=LATER):
        said = line_claims(month(pair.month_id))[LINE].said[0]
        kept = files_of_answers([said.id])[said.id]
        assert [one.file_name for one in kept] == ["a.png", "b.csv"]
        assert kept[0].file_sha256 == hashlib.sha256(PICTURE).hexdigest()
        address = f"/months/{pair.month_id}/evidence/{kept[0].id}"
    for party in (pair.vendor, pair.merchant):
        assert arrive(party).get(address).response.get_data() == PICTURE
    stranger = arrive(make_merchant(app))
    stranger.get(address, status=404)
    arrive(pair.vendor).get(f"/months/{pair.month_id}/evidence/999", status=404)


def test_evidence_of_a_kind_that_is_not_taken_is_refused(app: Flask, pair: Cooperation) -> None:
    with pytest.raises(Invalid, match=r"virus\.exe"):
        say(app, pair.vendor, pair, Act.OBJECTED, "-", files=(("virus.exe", b"MZ"),))
    with pytest.raises(Invalid, match="At most 10"):
        say(app, pair.vendor, pair, Act.OBJECTED, "-", files=(("a.png", PICTURE),) * 11)


def test_a_stranger_can_neither_object_nor_answer(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    stranger = arrive(make_merchant(app))
    stranger.get(why(pair), status=404)
    stranger.get(f"{why(pair)}/relief", status=404)
    stranger.get(f"{why(pair)}/decision", status=404)
    with pytest.raises(NotFound):
        say(app, make_merchant(app), pair, Act.OBJECTED, "-")
