"""Claims about comparing agents, shifts and days: pooled average, chance, small numbers, spread."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.messages import message
from portal.sla.rules.comparing import (
    Comparison,
    Standing,
    compare,
    comparison_words,
    pooled_value,
    some,
    spread_of,
    spread_words,
)
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.promises import Judged, Promise

REPLIES = Promise("reply_rate", "reply_rate", 1, Decimal(95))
SPEED = Promise("art", "art", 1, Decimal(30), Judged.AT_MOST)


def share(kept: int, cases: int) -> Measurement:
    return Measurement("reply_rate", Unit.PERCENT, kept, cases, factor=Fraction(100))


def seconds(mean: int, turns: int = 100) -> Measurement:
    return Measurement("art", Unit.SECONDS, mean * 1000 * turns, turns, factor=Fraction(1, 1000))


def standings(found: Comparison) -> list[tuple[str, str]]:
    return [(peer.name, peer.standing.value) for peer in found.peers]


def test_the_average_is_pooled_over_all_the_judged_one_included() -> None:
    assert (
        compare({"a": share(90, 200), "b": share(45, 50)}, Unit.PERCENT, is_lower_better=False).average == 54
    )


def test_worst_first_small_numbers_are_not_judged_and_missing_ones_come_last() -> None:
    found = compare(
        {
            "none": None,
            "few": share(1, 5),
            "low": share(800, 1000),
            "mid": share(941, 1000),
            "high": share(999, 1000),
            "empty": share(0, 0),
            "near": share(38, 40),
        },
        Unit.PERCENT,
        is_lower_better=False,
    )
    assert standings(found) == [
        ("few", "few"),
        ("low", "clearly_worse"),
        ("mid", "clearly_better"),
        ("near", "better"),
        ("high", "clearly_better"),
        ("empty", "no_data"),
        ("none", "no_data"),
    ]
    assert found.below == ("low",)
    assert comparison_words(found).template.startswith("Worse than the average")
    assert found.peers[-1].value is None


def test_a_share_within_three_standard_errors_is_chance() -> None:
    found = compare({"a": share(93, 100), "b": share(97, 100)}, Unit.PERCENT, is_lower_better=False)
    assert standings(found) == [("a", "worse"), ("b", "better")]
    assert comparison_words(found).template.startswith("Nobody")


def test_on_the_average_is_level() -> None:
    found = compare({"a": share(95, 100)}, Unit.PERCENT, is_lower_better=False)
    assert [peer.standing for peer in found.peers] == [Standing.LEVEL]


def test_means_are_clear_only_far_from_the_middle_of_five() -> None:
    five = {name: seconds(value) for name, value in zip("abcde", (20, 21, 22, 23, 60), strict=True)}
    assert standings(compare(five, Unit.SECONDS, is_lower_better=True)) == [
        ("e", "clearly_worse"),
        ("d", "better"),
        ("c", "better"),
        ("b", "better"),
        ("a", "better"),
    ]
    four = {name: five[name] for name in "abce"}
    assert standings(compare(four, Unit.SECONDS, is_lower_better=True))[0] == ("e", "worse")
    alike = {name: seconds(20) for name in "abcd"} | {"e": seconds(25)}
    assert standings(compare(alike, Unit.SECONDS, is_lower_better=True))[0] == ("e", "worse")


def test_without_figures_there_is_nothing_to_compare() -> None:
    found = compare({"a": None}, Unit.PERCENT, is_lower_better=False)
    assert comparison_words(found).template == "No figures to compare."
    assert pooled_value([]) is None


def test_the_spread_uses_nearest_ranks_and_counts_who_misses() -> None:
    """The vector of ten waiting times: the ninth of ten is 45 s, the middle 15 s."""
    values = [Fraction(value) for value in (5, 8, 9, 12, 15, 18, 22, 30, 45, 300)]
    found = spread_of([*values, None], SPEED)
    assert found is not None
    assert (found.count, found.best, found.middle, found.worst_tenth, found.worst, found.missing) == (
        10,
        5,
        15,
        45,
        300,
        2,
    )
    upwards = spread_of([Fraction(90), Fraction(99)], REPLIES)
    assert upwards is not None
    assert (upwards.best, upwards.worst, upwards.missing) == (99, 90, 1)
    assert spread_of([None], REPLIES) is None
    said = dict(spread_words(found, Unit.SECONDS).values)
    assert (said["count"], said["missing"]) == (10, 2)


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.tuples(st.integers(0, 500), st.integers(0, 500))))
def test_the_order_of_people_never_matters_and_all_of_them_together_are_the_average(
    people: dict[str, tuple[int, int]],
) -> None:
    shares = {name: share(min(one), max(one)) for name, one in people.items()}
    found = compare(shares, Unit.PERCENT, is_lower_better=False)
    assert found == compare(dict(reversed(shares.items())), Unit.PERCENT, is_lower_better=False)
    kept, cases = (sum(choose(one) for one in people.values()) for choose in (min, max))
    assert found.average == (Fraction(100 * kept, cases) if cases else None)


def test_many_names_are_cut_short() -> None:
    assert some(["a", "b"]) == ["a", "b"]
    assert some(list("abcdefg")) == message("%(names)s and %(count)s more", names=list("abcde"), count=2)
