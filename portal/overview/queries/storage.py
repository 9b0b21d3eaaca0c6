"""What takes space in the store of files: how many bytes of which kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.infra.files import file_store
from portal.infra.files.unused import Reference, files_of, references
from portal.kernel.messages import Message, message

UNITS = ("B", "KB", "MB", "GB", "TB")
STEP = 1024
NOT_SUBMITTED = ("staged", "reading")


@dataclass(frozen=True)
class Kept:
    """Stored files of one kind: how many, and how much they take."""

    name: Message
    files: int
    size: Message


def kept_bytes() -> list[Kept]:
    """The kinds in the order in which a file is counted, each file once; what nothing refers to comes last."""
    sizes = file_store().sizes()
    lines = [_line(name, _taken(sizes, places)) for name, places in _kinds()]
    return [*lines, _line(message("Nothing refers to them"), list(sizes.values()))]


def _kinds() -> Iterator[tuple[Message, list[Reference]]]:
    """Kinds of files with the columns that refer to them."""
    file, whole, evidence = "file_sha256", "whole_sha256", "evidence_file_sha256"
    yield (
        message("Figures as they were submitted"),
        [Reference("submissions", column, other_states=NOT_SUBMITTED) for column in (file, whole)],
    )
    yield (
        message("Rows behind the figures"),
        [Reference("submissions", evidence, other_states=NOT_SUBMITTED)],
    )
    yield message("Evidence of claims"), [Reference("answer_files", file)]
    yield message("Documents (PDF)"), [Reference("documents", file)]
    waiting = [Reference("submissions", column, states=NOT_SUBMITTED) for column in (file, whole, evidence)]
    yield message("Uploaded and not submitted"), [*waiting, Reference("batch_files", file)]
    yield message("Other files"), references()


def _taken(sizes: dict[str, int], places: Iterable[Reference]) -> list[int]:
    """Take what these columns refer to out of the sizes that are left."""
    found = (sha256 for place in places for sha256 in files_of(place))
    return [sizes.pop(sha256) for sha256 in found if sha256 in sizes]


def _line(name: Message, sizes: list[int]) -> Kept:
    return Kept(name, len(sizes), size_in_words(sum(sizes)))


def size_in_words(size: int) -> Message:
    """A size in the largest unit of which there is at least one, to a tenth."""
    unit = max((place for place in range(len(UNITS)) if size >= STEP**place), default=0)
    whole, tenths = divmod(size * 10 // STEP**unit, 10)
    figure = f"{whole}.{tenths}" if unit else str(whole)
    return message("%(size)s %(unit)s", size=figure, unit=UNITS[unit])
