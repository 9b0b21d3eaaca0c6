"""Pages of overview."""

from portal.overview.views import documents, engagements, home, operating
from portal.overview.views.blueprint import blueprint

__all__ = ["blueprint", "documents", "engagements", "home", "operating"]
