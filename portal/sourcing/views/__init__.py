"""Pages of sourcing."""

from portal.sourcing.views import asking, comparing, quoting
from portal.sourcing.views.frame import blueprint

__all__ = ["asking", "blueprint", "comparing", "quoting"]
