"""What is to be said about one result besides its reckoning: the files behind it, and who agreed when."""

from typing import Any

from portal.contracts.queries import contract
from portal.contracts.rules.plain import fingerprint
from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition, is_own
from portal.sla.models import MonthAnswer, Submission
from portal.sla.queries.months import TYPED, MonthInFull, answers_of
from portal.sla.rules.claims import decided_figures, partly_relieved
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.explaining import Agreed, Source, Step, steps_to
from portal.sla.rules.keys import slots_of_line
from portal.sla.rules.measurements import SUMS


def way_to(full: MonthInFull, found: LineResult) -> tuple[Step, ...]:
    """The steps to one result of a month."""
    return steps_to(
        found,
        full.judged,
        sources=[_source(one) for one in submissions_behind(full, found)],
        agreed=agreement(full),
        excluded=partly_relieved(full.matters).get(found.promise.key, ()),
        is_decided=found.promise.key in decided_figures(full.matters),
    )


def submissions_behind(full: MonthInFull, found: LineResult) -> list[Submission]:
    """The files that give a result, or the typed figure where none does."""
    definition = found.promise.definition
    wanted = slots_of_line(full.terms, found.promise.key)
    files = [
        one
        for slot, one in full.submissions.items()
        if slot in wanted and _gives(one.figures, definition, found.promise.metric)
    ]
    typed = full.submissions.get(f"{TYPED}{found.promise.metric}")
    return files or ([typed] if typed else [])


def agreement(full: MonthInFull) -> Agreed:
    """Contract and version by which a month is judged, and who accepted its figures."""
    record = full.record
    accepted = next(
        (one for one in answers_of(record.id) if one.kind in {"accepted", "deemed_accepted"}), None
    )
    return Agreed(
        contract=contract(record.contract_id).number,
        version=record.version,
        fingerprint=fingerprint(full.terms),
        accepted_by=_who(accepted),
        accepted_at=record.agreed_at,
    )


def _who(accepted: MonthAnswer | None) -> str | Message:
    if accepted is None:
        return ""
    return message("no answer in time") if accepted.kind == "deemed_accepted" else accepted.said_by


def _source(one: Submission) -> Source:
    return Source(
        submission_id=one.id,
        name=one.file_name,
        version=one.version or 0,
        rows=one.row_count,
        skipped=one.skipped_rows,
        dropped=len(one.dropped),
        sha256=one.file_sha256 or "",
        provenance=one.source,
        submitted_by=one.submitted_by,
    )


def _gives(figures: dict[str, Any], definition: MetricDefinition, metric: str) -> bool:
    if definition.percentile is not None:
        return definition.fields[0] in figures.get("spreads", {})
    if is_own(definition.key):
        return all(name in figures["counts"] for name in definition.fields)
    return metric in figures["parts"] or SUMS.get(metric, metric) in figures["counts"]
