"""Pages of invoicing."""

from portal.invoicing.views import acting, reading
from portal.invoicing.views.blueprint import blueprint

__all__ = ["acting", "blueprint", "reading"]
