"""Claims about the distribution of first answers: exact percentiles, readable bars, nothing lost."""

from fractions import Fraction

from portal.sla.rules.answer_times import AnswerTimes, Bar, answer_times, answer_words
from portal.sla.rules.pooling import Figures

TEN = (5, 8, 9, 12, 15, 18, 22, 30, 45, 300)


def times(*seconds: int) -> AnswerTimes | None:
    counted = tuple((second * 1000, seconds.count(second)) for second in sorted(set(seconds)))
    return answer_times(Figures({}, {}, spreads={"first_response_ms": counted}))


def test_without_conversations_there_is_no_distribution() -> None:
    assert answer_times(Figures({}, {})) is None
    assert times() is None


def test_half_and_nine_of_ten_are_nearest_ranks() -> None:
    found = times(*TEN)
    assert found is not None
    assert (found.answers, found.half, found.nine_of_ten) == (10, Fraction(15), Fraction(45))
    assert answer_words(found).template.startswith("Half of the")


def test_bars_are_equally_wide_and_count_every_answer() -> None:
    found = times(*TEN)
    assert found is not None
    assert found.bars[0] == Bar(0, 30, 7)
    assert found.bars[1] == Bar(30, 60, 2)
    assert found.bars[-1] == Bar(300, 330, 1)
    assert sum(bar.count for bar in found.bars) == 10


def test_the_last_percent_shares_one_open_bar() -> None:
    found = times(*[3] * 995, *[40_000] * 5)
    assert found is not None
    assert found.bars == (Bar(0, 1, 0), Bar(1, 2, 0), Bar(2, 3, 0), Bar(3, 4, 995), Bar(4, None, 5))


def test_hours_stay_within_the_bars_that_fit() -> None:
    found = times(*[90_000] * 10)
    assert found is not None
    assert found.bars[-1] == Bar(14 * 3600, None, 10)
