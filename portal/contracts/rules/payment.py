"""How and when the fee is paid: due date, prepayment, late fee, part months, tax and the tax document."""

from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.periods import ProRata


@dataclass(frozen=True)
class PaymentTerms:
    """Terms of payment; percentages are plain numbers (``6`` is 6 %).

    The fee of a service month is due on ``due_day`` of the following month, or ``due_days`` after confirmation
    where no such day is agreed. ``late_fee_percent`` is per day of delay from day ``late_from`` on.
    """

    due_day: int | None = None
    due_days: int = 15
    prepayment_percent: Decimal = Decimal(0)
    deposit_return_days: int = 30
    late_fee_percent: Decimal = Decimal(0)
    late_from: int = 1
    suspension_days: int = 10
    tax_percent: Decimal = Decimal(6)
    proration: ProRata = ProRata.CALENDAR
    invoice_type: str = "special_vat"
    invoice_item: str = "customer_service"

    @property
    def tax_rate(self) -> Decimal:
        """The tax as a share, as the kernel computes with it: 6 % is 0.06."""
        return self.tax_percent / 100
