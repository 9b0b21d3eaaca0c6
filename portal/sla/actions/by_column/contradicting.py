"""Rows whose figures may contradict each other, found for all rows at once; the plain rules then say how."""

from collections.abc import Mapping

import numpy as np

from portal.infra.tables.columns import Mask, Whole
from portal.sla.actions.by_column.figures import NotPlainError
from portal.sla.rules.checks import NOT_MORE_THAN, RATES, TENTH_OF_A_POINT, VOTES
from portal.sla.rules.parts import PER_MILLION

MOST_PRODUCT = 2**62


def contradicted(values: Mapping[str, Whole], there: Mapping[str, Mask]) -> Mask:
    """Rows that the plain rules of `checks.contradictions` may warn about."""
    found = np.zeros(len(next(iter(values.values()))), bool)
    for part, whole in NOT_MORE_THAN:
        if part in values and whole in values:
            found |= there[part] & there[whole] & (values[part] > values[whole])
    for key, rate in RATES.items():
        if {key, rate.numerator, rate.denominator} <= values.keys():
            found |= _rate_differs(key, rate.numerator, rate.denominator, values, there)
    return found | _sums_differ(values, there)


def _rate_differs(
    key: str, numerator: str, denominator: str, values: Mapping[str, Whole], there: Mapping[str, Mask]
) -> Mask:
    whole = values[denominator]
    difference = product(values[key], whole) - values[numerator] * PER_MILLION
    both = there[key] & there[numerator] & there[denominator] & (whole != 0)
    differs: Mask = both & (np.abs(difference) > TENTH_OF_A_POINT * whole)
    return differs


def _sums_differ(values: Mapping[str, Whole], there: Mapping[str, Mask]) -> Mask:
    found = np.zeros(len(next(iter(values.values()))), bool)
    if {"answered", "abandoned", "offered"} <= values.keys():
        added = values["answered"] + values["abandoned"]
        found |= _all_there(there, "answered", "abandoned", "offered") & (added != values["offered"])
    if {*VOTES, "evaluations"} <= values.keys():
        votes = np.sum([values[vote] for vote in VOTES], axis=0)
        found |= _all_there(there, *VOTES, "evaluations") & (votes != values["evaluations"])
    if {"aov", "paid_users", "sales_amount"} <= values.keys():
        off = np.abs(product(values["aov"], values["paid_users"]) - values["sales_amount"])
        far = (off > values["sales_amount"] // 100) | (values["sales_amount"] < 0)
        found |= _all_there(there, "aov", "paid_users", "sales_amount") & far
    return found


def _all_there(there: Mapping[str, Mask], *keys: str) -> Mask:
    found: Mask = np.logical_and.reduce([there[key] for key in keys])
    return found


def product(one: Whole, other: Whole, *, times: int = 1) -> Whole:
    """Two columns multiplied; raises NotPlainError where so many of the products could not be added exactly."""
    largest = int(np.abs(one).max(initial=0)) * int(np.abs(other).max(initial=0)) * times
    if largest >= MOST_PRODUCT:
        raise NotPlainError
    return one * other
