"""How a line of a month can stand."""

from enum import StrEnum


class State(StrEnum):
    """How one line of the month stands."""

    MET = "met"
    MISSED = "missed"
    NO_DATA = "no_data"
    BELOW_MINIMUM_VOLUME = "below_minimum_volume"
    RELIEVED = "relieved"
    DISPUTED = "disputed"
    GRACE = "grace"
