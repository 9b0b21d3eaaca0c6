"""Pages of contracts."""

from portal.contracts.views import acts, editing, entering, files, pages
from portal.contracts.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "editing", "entering", "files", "pages"]
