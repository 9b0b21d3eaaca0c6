"""What happens to the merchant's own exports beside submitted figures."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportMatter(Event):
    """Something about the merchant's own export beside the figures of one shop and tool."""

    month_id: int
    month: str
    slot: str
    file: str


@dataclass(frozen=True, kw_only=True)
class ExportCompared(ExportMatter):
    """The merchant laid its own export beside what was submitted."""

    summary: ClassVar[str] = "Export %(file)s compared with the figures of %(month)s for %(slot)s"


@dataclass(frozen=True, kw_only=True)
class ExportProposed(ExportMatter):
    """The merchant proposed that its export counts."""

    summary: ClassVar[str] = "Export %(file)s proposed as the figures of %(month)s for %(slot)s"


@dataclass(frozen=True, kw_only=True)
class ExportAccepted(ExportMatter):
    """The vendor accepted the export as its figures."""

    summary: ClassVar[str] = "Export %(file)s accepted as the figures of %(month)s for %(slot)s"


@dataclass(frozen=True, kw_only=True)
class ExportRefused(ExportMatter):
    """The vendor did not accept the export."""

    summary: ClassVar[str] = "Export %(file)s not accepted for %(month)s, %(slot)s"


@dataclass(frozen=True, kw_only=True)
class FiguresVerified(ExportMatter):
    """The merchant checked submitted figures and found them right."""

    summary: ClassVar[str] = "Figures %(file)s of %(month)s for %(slot)s checked by the merchant"
