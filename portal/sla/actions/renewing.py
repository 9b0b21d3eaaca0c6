"""Judging a month anew after a word about one of its lines; after the agreement whoever settles it is told."""

from portal.infra.events import record as record_event
from portal.sla.actions.submitting import renew_results
from portal.sla.events import ResultsRenewed
from portal.sla.models import MonthRecord
from portal.sla.rules.results import digest_of


def renew_after_word(of: MonthRecord, line: str) -> None:
    """Judge anew; once both sides have agreed on the month, say so where results or what they follow from changed."""
    before, inputs_before = digest_of(of.results), digest_of(of.inputs or {})
    renew_results(of)
    after, inputs = digest_of(of.results), digest_of(of.inputs or {})
    if of.agreed_at is None or (before, inputs_before) == (after, inputs):
        return
    record_event(
        ResultsRenewed(
            engagement_id=of.engagement_id,
            contract_id=of.contract_id,
            month_id=of.id,
            month=of.month,
            line=line,
            before=before,
            digest=after,
            inputs=inputs,
        )
    )
