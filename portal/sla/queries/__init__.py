"""What can be asked about service months; whoever may not see one hears that there is none."""

from portal.sla.queries.months import accepted_quantities, is_agreed, month, month_in_full

__all__ = ["accepted_quantities", "is_agreed", "month", "month_in_full"]
