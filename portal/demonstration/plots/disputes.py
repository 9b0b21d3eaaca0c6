"""What both sides do not see alike: an objection decided after the invoice, and relief for a day of an outage."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from portal.demonstration.cooperation import Cooperation, MonthStory
from portal.demonstration.plots.contracts import at
from portal.demonstration.stage import Act
from portal.demonstration.world import Cast
from portal.infra.access import now
from portal.invoicing.actions.noting import issue_note
from portal.invoicing.actions.paying import record_payment
from portal.invoicing.queries import notes_of_invoice, standing_invoice
from portal.kernel.permissions import Role
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.waiving import agree_to_waiver, waive
from portal.sla.models import MonthRecord
from portal.sla.queries.months import month_of_contract
from portal.sla.queries.waivers import line_decisions
from portal.sla.rules import claims
from portal.sla.rules.relief import Details, Outcome, Scope

DISPUTED = ("sports", 5)
OUTAGE = ("sports", 1)
"""Cooperation and months back."""

LINE = "frt_avg"
LOG = "时间,现象\n10:05,千牛后台无法登录\n14:40,恢复正常\n".encode("utf-8-sig")


def disputes(cooperation: Cooperation, contract_id: int, story: MonthStory, supplied: date) -> Iterator[Act]:
    """What is disputed about a month, in the order of time; ``supplied`` is the day on which its figures came."""
    if (cooperation.key, story.back) == DISPUTED:
        yield from _decided_late(cooperation, contract_id, story, supplied)
    if (cooperation.key, story.back) == OUTAGE:
        yield _said(
            cooperation.vendor,
            at(cooperation, supplied, 15, 20),
            contract_id,
            story,
            claims.Act.RELIEF_CLAIMED,
            "当天上午千牛后台故障，客服无法接待，平台公告和时间记录见附件。",
            Details(
                "platform_outage",
                Scope.DAYS,
                story.month.first_day + timedelta(days=13),
                story.month.first_day + timedelta(days=13),
                platform="tmall",
            ),
            LOG,
        )


def _decided_late(
    cooperation: Cooperation, contract_id: int, story: MonthStory, supplied: date
) -> Iterator[Act]:
    after = story.month.day_after
    vendor, merchant, said = cooperation.vendor, cooperation.merchant, claims.Act
    stands = Details(outcome=Outcome.STANDS)
    steps = (
        (vendor, supplied, 15, said.OBJECTED, "首次响应含机器人转人工的排队时间，应剔除。", Details(), LOG),
        (
            merchant,
            supplied + timedelta(days=1),
            10,
            said.CLAIM_REFUSED,
            "合同约定按工具导出口径，不剔除。",
            Details(),
            b"",
        ),
        (
            vendor,
            after + timedelta(days=4),
            11,
            said.CLAIM_ESCALATED,
            "请双方负责人一起看一次。",
            Details(),
            b"",
        ),
        (
            merchant,
            after + timedelta(days=6),
            15,
            said.DECISION_PROPOSED,
            "会上核对了导出口径，维持原数。",
            stands,
            b"",
        ),
        (vendor, after + timedelta(days=7), 10, said.DECISION_ACCEPTED, "同意，按原数处理。", Details(), b""),
    )
    for who, day, hour, act, words, details, file in steps:
        yield _said(who, at(cooperation, day, hour, 25), contract_id, story, act, words, details, file)
    yield Act(
        at(cooperation, after + timedelta(days=8), 9, 40),
        vendor,
        Role.FINANCE,
        partial(_issue_note, contract_id, story),
    )
    yield from _let_off_later(cooperation, contract_id, story)


def _let_off_later(cooperation: Cooperation, contract_id: int, story: MonthStory) -> Iterator[Act]:
    """The merchant gives the deduction up after all; the vendor asks for it by a supplementary invoice."""
    vendor, merchant, after = cooperation.vendor, cooperation.merchant, story.month.day_after
    steps = (
        (merchant, Role.MANAGER, 12, 10, _propose_waiver),
        (merchant, Role.FINANCE, 12, 14, _agree_to_waiver),
        (vendor, Role.FINANCE, 13, 9, _issue_note),
        (merchant, Role.FINANCE, 14, 11, _pay_the_rest),
    )
    for who, role, day, hour, act in steps:
        moment = at(cooperation, after + timedelta(days=day), hour, 10)
        yield Act(moment, who, role, partial(act, contract_id, story))


def _propose_waiver(contract_id: int, story: MonthStory) -> int:
    return waive(_month(contract_id, story), line=LINE, reason="大促期间配合到位，本次扣款予以免除。").id


def _agree_to_waiver(contract_id: int, story: MonthStory) -> int:
    of = _month(contract_id, story)
    if LINE in line_decisions(of).proposed:
        agree_to_waiver(of, line=LINE)
    return of.id


def _pay_the_rest(contract_id: int, story: MonthStory) -> int:
    """What a supplementary invoice added is paid with its settlement invoice."""
    found = standing_invoice(_month(contract_id, story).id)
    if found is None or not found.outstanding:
        return 0
    return record_payment(
        found.id, amount=found.outstanding, paid_on=now().date(), reference=f"{found.number} 补充"
    ).id


def _said(
    who: Cast,
    moment: datetime,
    contract_id: int,
    story: MonthStory,
    act: claims.Act,
    words: str,
    details: Details,
    file: bytes,
) -> Act:
    return Act(moment, who, Role.MANAGER, partial(_say, contract_id, story, act, words, details, file))


def _say(
    contract_id: int, story: MonthStory, act: claims.Act, words: str, details: Details, file: bytes
) -> int:
    evidence = keep_evidence([("千牛故障记录.csv", file)] if file else [])
    speak = raise_claim if act in claims.RAISES else answer_claim
    return speak(_month(contract_id, story), line=LINE, act=act, words=Words(words, details, evidence)).id


def _issue_note(contract_id: int, story: MonthStory) -> int:
    found = standing_invoice(_month(contract_id, story).id)
    if found is None:
        raise LookupError(f"Nothing was drafted for {story.month.key}.")
    return issue_note(notes_of_invoice(found.id)[-1].id).id


def _month(contract_id: int, story: MonthStory) -> MonthRecord:
    found = month_of_contract(contract_id, story.month.key)
    if found is None:
        raise LookupError(f"The month {story.month.key} was not opened.")
    return found
