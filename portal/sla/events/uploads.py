"""What happens to uploads that never counted; it stands in the trail of their sender alone."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UploadsForgotten(Event):
    """Uploads that nobody submitted for long were deleted."""

    summary: ClassVar[str] = "Uploads that were never submitted were deleted: %(files)s"
    files: str
