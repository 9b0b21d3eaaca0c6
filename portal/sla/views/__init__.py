"""Pages of the service months: the grid, the board, uploads, typed figures, answers."""

from portal.sla.views import answers, claims, follow_ups, months, trends, uploads
from portal.sla.views.blueprint import blueprint

__all__ = ["answers", "blueprint", "claims", "follow_ups", "months", "trends", "uploads"]
