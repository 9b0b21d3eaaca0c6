"""Names and days of a file by number, each different cell judged once by the plain rules."""

from dataclasses import dataclass, field

from portal.sla.rules.imported import Expected
from portal.sla.rules.row_figures import days_in
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import Cell, Fault, name_of

NONE, FAULTY = -1, -2


@dataclass
class Naming:
    """The names of each column and the runs of days, in the order in which they turn up."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    day_numbers: dict[Days, int] = field(default_factory=dict)
    days: list[Days] = field(default_factory=list)

    def number(self, column: str, cell: Cell) -> int:
        """The number of the name in a cell, NONE when there is none."""
        return self.known(column, name_of(cell))

    def known(self, column: str, name: str | None) -> int:
        """The number of a name."""
        if name is None:
            return NONE
        names = self.names.setdefault(column, [])
        found = self.numbers.setdefault((column, name), len(names))
        if found == len(names):
            names.append(name)
        return found

    def name(self, column: str, number: int) -> str | None:
        """The name with a number."""
        return None if number < 0 else self.names[column][number]

    def day(self, expected: Expected, cell: Cell) -> int:
        """The number of the days in a cell; FAULTY when it names none."""
        found = days_in(cell, expected)
        return FAULTY if isinstance(found, Fault) else self.known_days(found)

    def known_days(self, days: Days | None) -> int:
        """The number of a run of days."""
        if days is None:
            return NONE
        found = self.day_numbers.setdefault(days, len(self.days))
        if found == len(self.days):
            self.days.append(days)
        return found

    def days_numbered(self, number: int) -> Days | None:
        """The run of days with a number."""
        return None if number < 0 else self.days[number]
