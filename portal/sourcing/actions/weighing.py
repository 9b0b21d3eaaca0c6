"""How a merchant weighs its criteria."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.errors import Invalid
from portal.requirements.actions import own_requirement
from portal.sourcing.models import ComparisonSettings
from portal.sourcing.rules.assembling import criteria
from portal.sourcing.rules.criteria import weights_problem
from portal.sourcing.rules.normalising import Method


def set_weights(
    requirement_id: int, *, weights: Mapping[str, int], gates: Mapping[str, int], method: Method
) -> None:
    """Keep the weights (they add up to 100), gates and method for one requirement."""
    wanted = own_requirement(requirement_id)
    problem = weights_problem(criteria(weights, gates))
    if problem:
        raise Invalid(problem)
    found = db.session.scalars(
        select(ComparisonSettings).where(ComparisonSettings.requirement_id == wanted.id)
    ).one_or_none()
    if found is None:
        found = ComparisonSettings(organisation_id=actor().party, requirement_id=wanted.id)
        db.session.add(found)
    found.weights, found.gates, found.method = dict(weights), dict(gates), str(method)
    db.session.flush()
