"""What can be done with metrics an organisation defines: define, change while a draft, follow with a version, try."""

import re
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.messages import message
from portal.kernel.metrics import FieldKind, OwnMetric
from portal.kernel.metrics.own import OWN, own_to_plain, problems_of
from portal.reference.events import OwnMetricDefined, OwnMetricTried
from portal.reference.models import OwnMetricRecord
from portal.reference.queries import DRAFT, READY, versions_of_own

NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


def define_metric(metric: OwnMetric, *, kinds: Mapping[str, FieldKind]) -> OwnMetricRecord:
    """Keep a new metric as a draft; its key is made of its English name and letters no other metric has anywhere.

    `kinds` says how each field that may be used is kept. Raises Invalid in words when the definition makes no
    sense.
    """
    words = NOT_IN_KEYS.sub("_", metric.name.en.lower()).strip("_")[:40] or "metric"
    return _keep(_dated(metric, f"{OWN}{words}_{token_hex(5)}", 1), kinds)


def change_metric(
    found: OwnMetricRecord, metric: OwnMetric, *, kinds: Mapping[str, FieldKind]
) -> OwnMetricRecord:
    """Change a draft; a version that was tried stays as it is and is followed by a new one."""
    newest = versions_of_own(found.metric)[-1]
    if newest.id != found.id:
        raise Conflict(message("There is a newer version of this metric."))
    if found.state == READY:
        return _keep(_dated(metric, found.metric, found.version + 1), kinds)
    changed = _dated(metric, found.metric, found.version)
    _check(changed, kinds)
    found.definition, found.trial = own_to_plain(changed), None
    _stamp(found)
    return found


def keep_trial(found: OwnMetricRecord, *, trial: dict[str, Any]) -> None:
    """Keep what a draft gave on real figures: the file, the month, the result in words."""
    _need_draft(found)
    found.trial = trial
    db.session.flush()


def release_metric(found: OwnMetricRecord) -> None:
    """Fix a version whose trial was right; from now on it can be agreed on and never changes."""
    _need_draft(found)
    if found.trial is None:
        raise Conflict(message("Try the metric on real figures first."))
    found.state = READY
    db.session.flush()
    record(
        OwnMetricTried(
            own_id=found.id,
            metric=found.defined.name.zh_hans,
            version=found.version,
            file=str(found.trial["file"]),
            result=str(found.trial["result"]),
        )
    )


def _need_draft(found: OwnMetricRecord) -> None:
    if found.state != DRAFT:
        raise Conflict(message("This version was tried already and can no longer be changed."))


def _dated(metric: OwnMetric, key: str, version: int) -> OwnMetric:
    return replace(metric, key=key, version=version, valid_from=actor().now.date())


def _keep(metric: OwnMetric, kinds: Mapping[str, FieldKind]) -> OwnMetricRecord:
    _check(metric, kinds)
    made = OwnMetricRecord(
        organisation_id=actor().party,
        metric=metric.key,
        version=metric.version,
        state=DRAFT,
        definition=own_to_plain(metric),
        trial=None,
    )
    db.session.add(made)
    _stamp(made)
    return made


def _stamp(kept: OwnMetricRecord) -> None:
    kept.defined_by, kept.defined_at = actor().label, actor().now
    db.session.flush()
    record(OwnMetricDefined(own_id=kept.id, metric=kept.defined.name.zh_hans, version=kept.version))


def _check(metric: OwnMetric, kinds: Mapping[str, FieldKind]) -> None:
    problems = problems_of(metric, dict(kinds))
    if problems:
        raise Invalid(problems[0])
