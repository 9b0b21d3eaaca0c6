"""The figures that concern one line of the schedule, and the cases that its deductions count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.schedule import SlaLine
from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition
from portal.kernel.money import exponent_of
from portal.sla.rules.evaluation import Case
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.keys import key_of, slots_for
from portal.sla.rules.measurements import Measurement, measurement_of
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures, month_figures
from portal.sla.rules.promises import Promise

AGENTS_BELOW = "agents_below"
"""What a tier counts when each agent below the team's average costs."""


@dataclass(frozen=True)
class LineFigures:
    """The figures that concern one line: those of its shops' files, and what was typed for its metric."""

    line: SlaLine
    definition: MetricDefinition
    digits: int
    figures: Figures
    typed: Measurement | None
    is_blind_to_hours: bool = False

    @classmethod
    def of(cls, inputs: MonthInputs, line: SlaLine) -> "LineFigures":
        """The figures of the line's slots together, or what agreed relief leaves of them."""
        definition, digits = definition_of(inputs.terms, line), exponent_of(inputs.terms.currency)
        adjusted = inputs.adjusted.get(key_of(line))
        if adjusted is not None:
            return cls(line, definition, digits, adjusted, None)
        wanted = slots_for(inputs.terms, line)
        alone = inputs.typed.get(line.metric)
        files = [figures for key, figures in inputs.files.items() if key in wanted]
        is_limited = inputs.terms.measurement.service_hours_only
        return cls(
            line=line,
            definition=definition,
            digits=digits,
            figures=month_figures(files),
            typed=None if alone is None else measurement_of(definition, alone, currency_digits=digits),
            is_blind_to_hours=is_limited and any(FIRST_RESPONSES not in one.spreads for one in files),
        )

    def measure(self, figures: Figures) -> Measurement | None:
        """What the figures give for the line's metric."""
        return measurement_of(self.definition, figures, currency_digits=self.digits)

    def case(
        self, promise: Promise, measurement: Measurement | None, remarks: Iterable[Message] = ()
    ) -> Case:
        """The line with the cases that its tiers count."""
        counts = self._counts()
        missing = [
            message(
                "The files do not give the number that the service credit is multiplied by: nothing is deducted."
            )
            for name in self._counted()
            if name not in counts and name != AGENTS_BELOW
        ]
        return Case(promise, measurement, (*remarks, *self._hours(), *missing[:1]), counts)

    def _hours(self) -> list[Message]:
        """Where only the staffed hours are to be judged and a file does not say when conversations began."""
        if not self.is_blind_to_hours:
            return []
        return [
            message(
                "A file does not say when conversations began: all of them are judged, not only those in the"
                " hours of service."
            )
        ]

    def _counted(self) -> list[str]:
        return [tier.counted for tier in self.line.tiers if tier.counted]

    def _counts(self) -> Mapping[str, int]:
        counts = self.figures.counts
        return {name: counts[name].value for name in self._counted() if name in counts}
