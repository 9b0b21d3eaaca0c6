"""Pages of overview."""

from portal.overview.views import calendar, documents, engagements, home, operating
from portal.overview.views.blueprint import blueprint

__all__ = ["blueprint", "calendar", "documents", "engagements", "home", "operating"]
