"""What can be done with a service month: open it, stage and submit figures, hand in, answer, open again."""

from portal.sla.actions.answering import hold_month, release_month

__all__ = ["hold_month", "release_month"]
