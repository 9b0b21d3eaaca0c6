"""What happens to the facts an organisation keeps for itself, and to those everybody needs."""

import dataclasses
from typing import ClassVar

from portal.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class OwnMetricDefined(Event):
    """An organisation defined a metric of its own, or a further version of one."""

    summary: ClassVar[str] = "Own metric “%(metric)s” was defined, version %(version)s"

    own_id: int
    metric: str
    version: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class OwnMetricTried(Event):
    """A metric gave a result on real figures and can be agreed on from now on."""

    summary: ClassVar[str] = "Own metric “%(metric)s”, version %(version)s, was tried on %(file)s: %(result)s"

    own_id: int
    metric: str
    version: int
    file: str
    result: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class HolidaysEntered(Event):
    """The public holidays of a year were entered, or corrected by a further version."""

    summary: ClassVar[str] = (
        "Public holidays %(year)s (%(zone)s), version %(version)s: %(days_off)s days off, %(made_up)s worked "
        "weekend days; source: %(source)s"
    )

    zone: str
    year: str
    version: int
    days_off: int
    made_up: int
    source: str
