"""Pages of reviews."""

from portal.reviews.views import reports
from portal.reviews.views.blueprint import blueprint

__all__ = ["blueprint", "reports"]
