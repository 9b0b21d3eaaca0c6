"""Where each of many files stands."""

from enum import StrEnum


class FileState(StrEnum):
    """The life of one of many files."""

    PLACED = "placed"
    OPEN = "open"
    SAME = "same"
    REFUSED = "refused"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"
