"""Pages of requirements."""

from portal.requirements.views import editing, pages
from portal.requirements.views.frame import blueprint

__all__ = ["blueprint", "editing", "pages"]
