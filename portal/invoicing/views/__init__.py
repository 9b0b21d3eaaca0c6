"""Pages of invoicing."""

from portal.invoicing.views import acting, notes, reading
from portal.invoicing.views.blueprint import blueprint

__all__ = ["acting", "blueprint", "notes", "reading"]
