"""Claims about how far a month is on its way."""

from datetime import UTC, datetime

import pytest

from portal.sla.rules.steps import MonthFacts, StepState, steps_of

AT = datetime(2026, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "files", "steps"),
    [
        ("open", 0, "now next next next"),
        ("open", 1, "now next next next"),
        ("open", 2, "done now next next"),
        ("returned", 2, "done now next next"),
        ("returned", 1, "now next next next"),
        ("submitted", 1, "done done now next"),
        ("agreed", 2, "done done done now"),
        ("locked", 2, "done done done done"),
    ],
)
def test_one_step_is_due_until_the_month_is_settled(state: str, files: int, steps: str) -> None:
    found = steps_of(MonthFacts(state, "vendor", files, 2, AT, AT, AT))
    assert " ".join(step.state for step in found) == steps
    for step in found:
        assert (step.due_at is not None) == (step.state is StepState.NOW)
