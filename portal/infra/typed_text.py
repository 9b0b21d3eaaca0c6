"""What reaches the portal from outside as text: free of signs that nobody can see and no file format can hold."""

import re
from itertools import chain
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of characters: PostgreSQL, XML and spreadsheets refuse them, headers break at them."""

TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""Signs that turn the direction of writing or end a line without being seen."""

LONGEST_FILE_NAME = 150


def clean(text: str) -> str:
    """The text without invisible signs; line breaks and tabs stay."""
    return INVISIBLE.sub("", text) if INVISIBLE.search(text) else text


def one_line(text: str) -> str:
    """A name on one line without signs that turn its direction: in a mail it cannot look like lines of our own."""
    return " ".join(TURNING.sub("", clean(text)).split())


def clean_file_name(name: str) -> str:
    """The last part of a file's name on one line, short enough to be kept; its ending survives."""
    last = " ".join(clean(name).replace("\\", "/").rsplit("/", 1)[-1].split())
    if len(last) <= LONGEST_FILE_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 10:
        return last[:LONGEST_FILE_NAME]
    return f"{stem[: LONGEST_FILE_NAME - len(ending) - 1]}.{ending}"


class CleanRequest(Request):
    """A request whose typed texts and file names are clean before anything reads them."""

    @property
    def args(self) -> Any:
        """The values of the address."""
        if "clean_args" not in self.__dict__:
            self.__dict__["clean_args"] = _cleaned(super().args)
        return self.__dict__["clean_args"]

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        self.__dict__["form"] = _cleaned(self.__dict__["form"])
        for file in chain.from_iterable(self.files.listvalues()):
            file.filename = clean_file_name(file.filename or "")


def _cleaned(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((clean(name), clean(value)) for name, value in values.items(multi=True))
