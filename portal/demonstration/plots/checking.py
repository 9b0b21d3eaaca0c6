"""The merchant lays its own export beside what was submitted, and defines a metric of its own."""

from collections.abc import Mapping
from fractions import Fraction

from portal.infra.tables.writing import Value, write_csv
from portal.kernel.metrics import Direction, OwnKind, OwnMetric, Words
from portal.reference.actions import define_metric, keep_trial, release_metric
from portal.sla.actions.reconciling import compare_export
from portal.sla.actions.staging import read_for_slot
from portal.sla.actions.trying import sample_of, trial_to_plain, try_metric
from portal.sla.models import MonthRecord
from portal.sla.queries.months import current_submissions, submission, terms_of
from portal.sla.queries.samples import sample_files
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import measured, rounded
from portal.sla.rules.months import slots_of
from portal.sla.rules.own_metrics import kinds_of
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures
from portal.sla.rules.tools.own import OWN_COLUMNS

COUNTED = frozenset({Kind.COUNT, Kind.PEOPLE})
PRINTED = {Kind.MEAN_DURATION: "", Kind.RATE: "%"}
MISSED_IN_THE_EXPORT = {"unreplied_users": Fraction(5)}
"""What the platform counts otherwise in the month that is just being checked."""

BAD_PER_BUYER = OwnMetric(
    key="",
    version=0,
    name=Words("Bad votes per buyer", "差评接待比", "差評接待比"),
    counts=Words(
        "Dissatisfied votes of all buyers received, whether or not they were asked to vote.",
        "不满意评价数占接待人数的比例，不论是否邀请过评价。",
        "不滿意評價數佔接待人數的比例，不論是否邀請過評價。",
    ),
    kind=OwnKind.RATIO,
    numerator=("votes_bad",),
    denominator=("received_users",),
    direction=Direction.LOWER,
)


def compare(of: MonthRecord, changes: Mapping[str, Fraction], name: str) -> int:
    """The merchant compares the first shop and tool of a month with its own export; returns the comparison."""
    slot = slots_of(terms_of(of))[0].key
    submitted = current_submissions(of.id)[slot]
    content = export_of(figures_from_plain(submitted.figures), changes)
    reading = read_for_slot(of, slot_key=slot, content=content, name=name, tool="own")
    return compare_export(of, reading, slot_key=slot, content=content, name=name).id


def export_of(figures: Figures, changes: Mapping[str, Fraction]) -> bytes:
    """One total row with the counts and average times of a shop, some of them counted otherwise."""
    cells: dict[str, Value] = {
        key: round(count.value * changes.get(key, Fraction(1)))
        for key, count in figures.counts.items()
        if key in OWN_COLUMNS and FIELDS[key].kind in COUNTED
    }
    for key, found in measured(figures).items():
        if key in OWN_COLUMNS and FIELDS[key].kind in PRINTED and found.value is not None:
            cells.setdefault(key, f"{rounded(found.value)}{PRINTED[FIELDS[key].kind]}")
    return write_csv(["客服", *(OWN_COLUMNS[key][0] for key in cells)], [["总计", *cells.values()]])


def define_own_metric() -> int:
    """The merchant defines a metric, tries it on the latest file that gives it, and allows it in contracts."""
    kept = define_metric(BAD_PER_BUYER, kinds=kinds_of(BAD_PER_BUYER))
    for file in sample_files():
        trial = try_metric(kept.defined, sample_of(submission(file.id)))
        if trial.measurement is not None and trial.measurement.value is not None:
            keep_trial(kept, trial=trial_to_plain(trial, file.file_name))
            release_metric(kept)
            break
    return kept.id
