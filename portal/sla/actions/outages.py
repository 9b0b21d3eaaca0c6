"""One event, many contracts: relief claimed for all of them in one act, and answered together."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from portal.infra.access import actor
from portal.infra.progress import side_of
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.evidence import KeptFile
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.claims import line_claims
from portal.sla.queries.outages import touched_months
from portal.sla.rules.claims import Act
from portal.sla.rules.relief import Details, Outage, Scope, need_sound


def claim_for_many(
    of: Outage,
    *,
    chosen: Mapping[int, Sequence[str]],
    comment: str,
    evidence: Sequence[KeptFile] = (),
) -> list[MonthAnswer]:
    """Claim relief for these lines, by month, because of one event; all of them or none.

    The evidence is kept once and named by every claim. Raises Invalid when nothing is chosen, and Refused in the
    words of the first line that cannot be claimed.
    """
    if actor().side is not Side.VENDOR:
        raise NotFound
    days = Details(of.reason, Scope.DAYS, of.first_day, of.last_day)
    need_sound(days, first_day=min(of.first_day, of.last_day), last_day=of.last_day)
    said = []
    for month in touched_months(of.platform, of.first_day, of.last_day):
        known = {line.key for line in month.lines}
        details = month.details(reason=of.reason, platform=of.platform, event=token_hex(8))
        for line in chosen.get(month.record.id, ()):
            if line not in known:
                raise NotFound
            words = Words(comment, details, evidence)
            said.append(raise_claim(month.record, line=line, act=Act.RELIEF_CLAIMED, words=words))
    if not said:
        raise Invalid(fields={"lines": message("Choose at least one line.")})
    return said


def same_event(of: MonthRecord, line: str, act: Act) -> list[str]:
    """The other lines of the month that were claimed because of the same event and can be answered the same way."""
    claims = line_claims(of)
    event = claims[line].details.event if line in claims else ""
    side = side_of(of, actor().party)
    return [
        key
        for key, claim in claims.items()
        if event and key != line and claim.details.event == event and act in claim.may(side)
    ]


def answer_event(of: MonthRecord, *, line: str, act: Act, words: Words) -> list[MonthAnswer]:
    """Answer a claim and all others of the month that were raised because of the same event, with the same words."""
    others = same_event(of, line, act)
    return [answer_claim(of, line=key, act=act, words=words) for key in (line, *others)]
