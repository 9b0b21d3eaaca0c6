"""What happens to the facts an organisation keeps for itself."""

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
