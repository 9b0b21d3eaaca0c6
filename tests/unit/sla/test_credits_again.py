"""Service credits equal a second calculation that shares no code with the first: decimals instead of fractions."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from portal.contracts.rules.schedule import CreditRules, CreditTier, SlaLine
from portal.sla.rules.months import judge
from tests.unit.sla.cases import cny, inputs_of, replies, terms_with

FEE = Decimal(2_000_000)
DAYS = Decimal(30)
SHOPS: tuple[tuple[str, ...], ...] = ((), ("甲店",), ("甲店", "乙店"))
"""Three lines about one metric, all judged by the same file."""

Terms = tuple[int, int, int, int, int, int]
"""Target, percent in tenths, points per step (0: once), fixed yuan, daily fees, from which shortfall."""

promised = st.tuples(
    st.integers(50, 100),
    st.integers(0, 150),
    st.integers(0, 7),
    st.integers(0, 900),
    st.integers(0, 3),
    st.integers(0, 9),
)


def minor(terms: Terms, reached: int) -> Decimal:
    """What one line costs in fen, by the words of the contract."""
    target, tenths, each, yuan, days, low = terms
    short = Decimal(target - reached)
    if short <= low:
        return Decimal(0)
    times = short // each if each else Decimal(1)
    cost = FEE * tenths / 1000 + FEE * days / DAYS + yuan * 100
    return (cost * times).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def as_line(place: int, terms: Terms) -> SlaLine:
    target, tenths, each, yuan, days, low = terms
    tier = CreditTier(
        Decimal(low),
        None,
        Decimal(tenths) / 10,
        each=Decimal(each) if each else None,
        amount=cny(yuan) if yuan else None,
        days=days,
    )
    return SlaLine(
        "reply_rate",
        1,
        Decimal(target),
        min_volume=0,
        tiers=(tier,),
        shops=SHOPS[place],
    )


@given(st.lists(promised, min_size=1, max_size=3), st.integers(0, 100), st.integers(0, 1000), st.booleans())
def test_a_line_costs_what_a_second_calculation_says(
    lines: list[Terms], reached: int, cap_tenths: int, disputed: bool
) -> None:
    rules = CreditRules(cap_percent=Decimal(cap_tenths) / 10)
    terms = terms_with(*(as_line(place, one) for place, one in enumerate(lines)), credits=rules)
    names = frozenset({"reply_rate"}) if disputed else frozenset()
    found = judge(inputs_of(terms, replies(reached), disputed=names)).credits
    with localcontext() as exact:
        exact.prec = 50
        each = [minor(one, reached) for one in lines]
        limit = (FEE * cap_tenths / 1000).quantize(Decimal(1), rounding=ROUND_FLOOR)
    held = each[0] if disputed else Decimal(0)
    due = sum(each, start=Decimal(0)) - held
    assert found.uncapped.minor == due + held
    assert found.credit.minor == min(due, limit)
    assert found.held.minor == min(held, limit - min(due, limit))
