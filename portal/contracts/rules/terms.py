"""Everything two parties agree on, as one frozen value."""

from dataclasses import dataclass, field
from datetime import date

from portal.contracts.rules.parties import NoticeAddress, Party
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.plain import later
from portal.contracts.rules.schedule import CreditRules, Measurement, SlaLine
from portal.contracts.rules.secrecy import ConfidentialityTerms, PersonalDataTerms
from portal.contracts.rules.service import Authority, Capacity, ServiceLine, Shop, StaffedHours, Staffing
from portal.contracts.rules.watch import Watch
from portal.kernel.metrics import OwnMetric
from portal.kernel.money import Money
from portal.kernel.rate_cards import LineType, RateLine
from portal.reference.rules.clauses import LIBRARY_VERSION


@dataclass(frozen=True)
class Term:
    """From the first day to the last, both included; no last day means for an indefinite time.

    ``renewal_months`` 0 means that the contract ends by itself; ``convenience_days`` is the notice with which
    either side may end it at any time, ``None`` if it may not.
    """

    start: date | None = None
    last_day: date | None = None
    renewal_months: int = 0
    renewal_notice_days: int = 30
    convenience_days: int | None = 30
    handover_days: int = 15


@dataclass(frozen=True)
class Signing:
    """Which side signs first (``merchant`` or ``vendor``) and how (``online`` or ``paper``)."""

    first: str = "vendor"
    method: str = "online"


@dataclass(frozen=True)
class Disputes:
    """Governing law and forum: keys of the library or own words; ``arbitration`` says which kind of forum it is."""

    governing_law: str = "prc"
    arbitration: bool = False
    forum: str = "merchant_court"


@dataclass(frozen=True)
class SpecialTerm:
    """Words of the parties' own, printed at the end of a clause; they come before the general text."""

    clause: str
    text: str


@dataclass(frozen=True)
class ContractTerms:
    """The terms of one version of a contract: what its text is made of, what months and invoices are judged by."""

    merchant: Party = field(default_factory=Party)
    vendor: Party = field(default_factory=Party)
    title: str = ""
    languages: tuple[str, ...] = ("zh-Hans",)
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    start_day: int = 1
    term: Term = field(default_factory=Term)
    shops: tuple[Shop, ...] = ()
    service_languages: tuple[str, ...] = ("zh-Hans",)
    content: tuple[ServiceLine, ...] = ()
    windows: tuple[StaffedHours, ...] = ()
    capacity: Capacity = field(default_factory=Capacity)
    staffing: Staffing = field(default_factory=Staffing)
    authority: Authority = field(default_factory=Authority)
    sla: tuple[SlaLine, ...] = ()
    measurement: Measurement = field(default_factory=Measurement)
    credits: CreditRules = field(default_factory=CreditRules)
    rate_card: tuple[RateLine, ...] = ()
    payment: PaymentTerms = field(default_factory=PaymentTerms)
    confidentiality: ConfidentialityTerms = field(default_factory=ConfidentialityTerms)
    personal_data: PersonalDataTerms = field(default_factory=PersonalDataTerms)
    notices: tuple[NoticeAddress, ...] = ()
    signing: Signing = field(default_factory=Signing)
    disputes: Disputes = field(default_factory=Disputes)
    liability_cap_months: int | None = 12
    omitted: tuple[str, ...] = ()
    special: tuple[SpecialTerm, ...] = ()
    library: str = LIBRARY_VERSION
    own_metrics: tuple[OwnMetric, ...] = later(())
    watch: Watch = later(Watch())

    @property
    def grace_months(self) -> int:
        """Running-in months that all lines share: the shortest of theirs."""
        return min((line.grace_months for line in self.sla), default=0)

    @property
    def deposits(self) -> tuple[Money, ...]:
        """Sums that the rate card asks as deposits, to be returned at the end."""
        return tuple(
            line.unit_price
            for line in self.rate_card
            if line.line_type is LineType.DEPOSIT and line.unit_price
        )

    @property
    def seats(self) -> int:
        """Seats on the day with the most of them; what a charge per seat counts."""
        by_day: dict[str, int] = {}
        for window in self.windows:
            by_day[window.day_kind] = by_day.get(window.day_kind, 0) + window.seats
        return max(by_day.values(), default=0)
