"""What happens every month: it opens, exports are submitted and answered, the fee is settled, both sides comment."""

import heapq
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from portal.contracts import queries
from portal.demonstration.agreements import REPORT_DAYS
from portal.demonstration.comments import RETURNED, USUAL
from portal.demonstration.cooperation import Cooperation, MonthStory, stories
from portal.demonstration.plots.checking import MISSED_IN_THE_EXPORT, compare, define_own_metric
from portal.demonstration.plots.collecting import faulty_file, sent_together
from portal.demonstration.plots.contracts import at
from portal.demonstration.plots.disputes import disputes
from portal.demonstration.plots.follow_ups import list_items, list_questions, look_into_agents
from portal.demonstration.stage import Act
from portal.invoicing.actions.issuing import issue
from portal.invoicing.actions.paying import record_payment
from portal.invoicing.models import Invoice
from portal.invoicing.queries import invoice, standing_invoice
from portal.kernel.money import Money
from portal.kernel.permissions import Role
from portal.reviews.actions.reviewing import comment
from portal.reviews.queries import reviews_of_month
from portal.sla.actions.answering import accept, give_back
from portal.sla.actions.opening import open_months
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.models import MonthRecord
from portal.sla.queries.months import month_of_contract, terms_of
from portal.sla.rules.months import slots_of

RECENT = 4
WAITING = 3
"""For so many days the merchant has had the latest figures before it, or longer: figures are never late."""

AT_ONCE = ("sports", 1)
"""The cooperation and month back whose files came all at once."""

LEAST_RUNNING = 5
"""After so many days of the present month its figures so far are uploaded, for the forecast."""


EXPORTS: Mapping[int, Mapping[str, Fraction]] = {2: {}, 1: MISSED_IN_THE_EXPORT}
"""What the merchant's own exports count otherwise, by months back from the present one."""


class Ending(NamedTuple):
    """How far a month has come by now."""

    submitted: bool = True
    agreed: bool = True
    issued: bool = True
    paid: int = 100
    """How much of the settlement invoice is paid, in per cent."""


PAID = Ending()
ENDINGS: Mapping[str, Mapping[int, Ending]] = {
    "sports": {2: Ending(paid=40), 1: Ending(agreed=False, issued=False, paid=0)},
    "household": {1: Ending(paid=0)},
    "outdoors": {2: Ending(paid=0), 1: Ending(agreed=False, issued=False, paid=0)},
}
"""By months back from the present one; all others are paid."""


def months(cooperation: Cooperation, contract_id: int, today: date) -> Iterator[Act]:
    """All months of a running contract; a new one opens while the last one is still being settled."""
    told = (_month_plot(cooperation, contract_id, story, today) for story in stories(cooperation, today))
    return heapq.merge(*told, key=lambda act: act.at)


def _month_plot(cooperation: Cooperation, contract_id: int, story: MonthStory, today: date) -> Iterator[Act]:
    first = story.month.first_day
    yield Act(
        at(cooperation, first, 0, 5),
        cooperation.merchant,
        Role.OWNER,
        lambda: len(open_months(queries.contract(contract_id), today=first)),
        is_system=True,
    )
    if story.back:
        supplied, answered = _days(cooperation, story, today)
        if (cooperation.key, story.back) == AT_ONCE:
            yield sent_together(cooperation, contract_id, story, supplied)
        else:
            yield from _figures(cooperation, contract_id, story, supplied)
        yield from heapq.merge(
            _answer(cooperation, contract_id, story, answered),
            _settlement(cooperation, contract_id, story),
            disputes(cooperation, contract_id, story, supplied),
            key=lambda act: act.at,
        )
    elif cooperation.shows_running_month and (today - first).days >= LEAST_RUNNING:
        yield from _figures(cooperation, contract_id, story, today, hour=0)
        yield from faulty_file(cooperation, story, today)


def _days(cooperation: Cooperation, story: MonthStory, today: date) -> tuple[date, date]:
    """When the figures come, as late as is still in time while the month is open, and when they are answered."""
    soonest = story.month.day_after + timedelta(days=1)
    if _ending(cooperation, story).agreed:
        return soonest, soonest + timedelta(days=2)
    last_in_time = story.month.day_after + timedelta(days=REPORT_DAYS - 1)
    supplied = max(soonest, min(today - timedelta(days=WAITING), last_in_time))
    return supplied, max(supplied + timedelta(days=2), today - timedelta(days=1))


def _figures(
    cooperation: Cooperation, contract_id: int, story: MonthStory, day: date, *, hour: int = 10
) -> Iterator[Act]:
    role = Role.ANALYST if len(cooperation.vendor.people) > 3 else Role.MANAGER
    for place in range(len(story.files)):
        yield Act(
            at(cooperation, day, hour, 12 + 3 * place),
            cooperation.vendor,
            role,
            partial(_hand_in_file, contract_id, story, place),
        )


def _hand_in_file(contract_id: int, story: MonthStory, place: int) -> int:
    of, file = _month(contract_id, story), story.files[place]
    slot = slots_of(terms_of(of))[place]
    return submit(stage_file(of, slot_key=slot.key, content=file.content, name=file.name)).id


def _answer(cooperation: Cooperation, contract_id: int, story: MonthStory, day: date) -> Iterator[Act]:
    ending = _ending(cooperation, story)
    answered = at(cooperation, day, 16, 40)
    if not story.files:
        return
    yield from _look_into(cooperation, contract_id, story, day)
    if ending.agreed:
        yield Act(
            answered,
            cooperation.merchant,
            Role.MANAGER,
            lambda: accept(_month(contract_id, story), comment=story.remarks.merchant).id,
        )
    elif cooperation.last == "returned":
        yield Act(
            answered,
            cooperation.merchant,
            Role.MANAGER,
            lambda: give_back(_month(contract_id, story), comment=RETURNED).id,
        )


def _look_into(cooperation: Cooperation, contract_id: int, story: MonthStory, day: date) -> Iterator[Act]:
    """Agents are looked into before the month is answered; beside the latest month there are items and questions."""
    if story.back == 1:
        items, questions = partial(list_items, contract_id), partial(list_questions, contract_id, f"{day}")
        yield Act(at(cooperation, day, 14, 30), cooperation.merchant, Role.MANAGER, items)
        yield Act(at(cooperation, day, 15, 0), cooperation.vendor, Role.MANAGER, questions)
    yield from _check(cooperation, contract_id, story, day)
    looked = partial(look_into_agents, contract_id, story.month.key)
    yield Act(at(cooperation, day, 15, 10), cooperation.vendor, Role.MANAGER, looked)


def _check(cooperation: Cooperation, contract_id: int, story: MonthStory, day: date) -> Iterator[Act]:
    """The merchant lays its own export beside the two latest months; one of them differs."""
    if cooperation.key != "sports" or story.back not in EXPORTS:
        return
    name = f"平台导出_{story.month.key}.csv"
    yield Act(
        at(cooperation, day, 15, 5),
        cooperation.merchant,
        Role.MANAGER,
        lambda: compare(_month(contract_id, story), EXPORTS[story.back], name),
    )
    if story.back == 1:
        yield Act(at(cooperation, day, 15, 8), cooperation.merchant, Role.MANAGER, define_own_metric)


def _settlement(cooperation: Cooperation, contract_id: int, story: MonthStory) -> Iterator[Act]:
    ending = _ending(cooperation, story)
    if not story.files or not ending.agreed:
        return
    after = story.month.day_after
    yield from _remarks(cooperation, contract_id, story)
    yield Act(
        at(cooperation, after + timedelta(days=4), 9, 30),
        cooperation.vendor,
        Role.FINANCE,
        lambda: issue(_invoice(contract_id, story).id).id,
    )
    if ending.paid:
        yield Act(
            at(cooperation, after + timedelta(days=11), 14, 5),
            cooperation.merchant,
            Role.FINANCE,
            lambda: pay(_invoice(contract_id, story).id, ending.paid, after + timedelta(days=11)),
        )


def _remarks(cooperation: Cooperation, contract_id: int, story: MonthStory) -> Iterator[Act]:
    """What stands out is commented, and the latest months are: people do not write every month."""
    remarks = story.remarks
    if story.back > RECENT and remarks in USUAL:
        return
    said = (
        (cooperation.merchant, "comment", remarks.merchant, 9),
        (cooperation.vendor, "comment", remarks.vendor, 14),
        (cooperation.merchant, "next", remarks.next_steps, 15),
    )
    for side, kind, text, hour in said:
        if text:
            yield Act(
                at(cooperation, story.month.day_after + timedelta(days=5), hour, 45),
                side,
                Role.MANAGER,
                partial(_comment, contract_id, story, kind, text),
            )


def _comment(contract_id: int, story: MonthStory, kind: str, text: str) -> int:
    return comment(_review(contract_id, story), kind=kind, text=text).id


def pay(invoice_id: int, percent: int, day: date) -> int:
    """Record the payment of a part of a settlement invoice."""
    found = invoice(invoice_id)
    amount = Money(found.due.minor * percent // 100, found.currency)
    return record_payment(invoice_id, amount=amount, paid_on=day, reference=f"{found.number}").id


def _ending(cooperation: Cooperation, story: MonthStory) -> Ending:
    return ENDINGS.get(cooperation.key, {}).get(story.back, PAID)


def _month(contract_id: int, story: MonthStory) -> MonthRecord:
    found = month_of_contract(contract_id, story.month.key)
    if found is None:
        raise LookupError(f"The month {story.month.key} was not opened.")
    return found


def _invoice(contract_id: int, story: MonthStory) -> Invoice:
    found = standing_invoice(_month(contract_id, story).id)
    if found is None:
        raise LookupError(f"Nothing was drafted for {story.month.key}.")
    return found


def _review(contract_id: int, story: MonthStory) -> int:
    return reviews_of_month(_month(contract_id, story).id)[0].id
