"""What happens to a vendor's profile."""

import dataclasses
from typing import ClassVar

from portal.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """A vendor changed what it says about itself."""

    summary: ClassVar[str] = "The vendor profile was changed"

    is_published: bool
