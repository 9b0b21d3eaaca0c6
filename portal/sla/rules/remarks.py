"""Why a line stands as it does, in words: result against target, and what qualifies it."""

from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sla.rules.measurements import Measurement, distance, quantity
from portal.sla.rules.promises import Judged, Promise
from portal.sla.rules.states import State

BELOW = message(
    "Only %(cases)s cases, agreed minimum %(minimum)s: shown, a service credit needs confirmation."
).template
BELOW_CONFIRMED = message(
    "Only %(cases)s cases, agreed minimum %(minimum)s: the service credit was confirmed."
).template

SAID = {
    State.RELIEVED: message("Relief was agreed for this line: no points and no service credit."),
    State.DISPUTED: message(
        "An objection or claim is open: scored as submitted, the service credit is held."
    ),
}

NO_DATA = {
    "unscored": message(
        "There are no figures for this line; it is not scored and its weight goes to the others."
    ),
    "zero": message("There are no figures for this line; the contract gives it no points."),
    "missed": message("There are no figures for this line; the contract treats it as missed by the most."),
}
"""What the contract makes of a line without figures."""


def comparison(promise: Promise, measurement: Measurement, value: Fraction, shortfall: Fraction) -> Message:
    """Result and target in words, and how far they are apart."""
    unit = measurement.unit
    parts = {
        "value": quantity(value, unit),
        "target": quantity(promise.mark, unit),
        "shortfall": distance(shortfall, unit),
    }
    if promise.judged is Judged.BAND and promise.band_high is not None:
        parts["high"] = quantity(promise.band_high, unit)
        if shortfall:
            return message("%(value)s, agreed are %(target)s to %(high)s: %(shortfall)s outside.", **parts)
        del parts["shortfall"]
        return message("%(value)s, agreed are %(target)s to %(high)s.", **parts)
    at_most = promise.judged is Judged.AT_MOST
    if shortfall and at_most:
        return message("%(value)s, agreed are at most %(target)s: %(shortfall)s too much.", **parts)
    if shortfall:
        return message("%(value)s, agreed are at least %(target)s: %(shortfall)s short.", **parts)
    del parts["shortfall"]
    return (
        message("%(value)s, agreed are at most %(target)s.", **parts)
        if at_most
        else message("%(value)s, agreed are at least %(target)s.", **parts)
    )


def remarks(
    promise: Promise,
    measurement: Measurement,
    state: State,
    *,
    reached: bool,
    confirmed: bool,
    is_scored: bool,
) -> list[Message]:
    """What qualifies the result, and what the state means."""
    found: list[Message] = []
    if promise.basis is not None:
        found.append(promise.basis)
    if measurement.approximate:
        found.append(
            message(
                "Approximate: the tool gives averages or buyers per agent, which were weighted by counts."
            )
        )
    if state is State.GRACE:
        found.append(
            message(
                "Running-in period until %(day)s: shown only, neither scored nor charged.",
                day=promise.grace_until,
            )
        )
    if state is State.BELOW_MINIMUM_VOLUME:
        words = BELOW_CONFIRMED if confirmed else BELOW
        found.append(message(words, cases=measurement.denominator, minimum=promise.min_volume))
    if state is State.RELIEVED and is_scored:
        found.append(message("Relief was agreed for this line: full points and no service credit."))
    elif state in SAID:
        found.append(SAID[state])
    if reached:
        found.append(message("The stretch value is reached."))
    return found
