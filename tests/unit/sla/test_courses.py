"""Claims about agents over the months: who stays behind, who left, who has just come."""

from fractions import Fraction

from portal.sla.rules.comparing import compare
from portal.sla.rules.courses import Course, course_words, courses_of
from portal.sla.rules.measurements import Measurement, Unit


def seconds(mean: int) -> Measurement:
    return Measurement("art", Unit.SECONDS, mean * 1000 * 100, 100, factor=Fraction(1, 1000))


def courses(*months: dict[str, int]) -> tuple[Course, ...]:
    return courses_of(
        [
            compare({name: seconds(one) for name, one in month.items()}, Unit.SECONDS, is_lower_better=True)
            for month in months
        ]
    )


def test_who_is_longest_behind_comes_first_and_who_left_last() -> None:
    found = courses(
        {"a": 10, "b": 20, "left": 30}, {"a": 20, "b": 10}, {"a": 30, "b": 35, "c": 10}, {"b": 20, "a": 10}
    )
    assert [(one.name, one.behind) for one in found] == [("b", 2), ("a", 0), ("left", 1), ("c", 0)]
    assert course_words(found).template.startswith("Nobody")
    assert found[2].latest is None


def test_three_months_behind_are_said_even_with_a_month_away() -> None:
    found = courses({"a": 10, "b": 20}, {"a": 10, "b": 20}, {"a": 10}, {"a": 10, "b": 20})
    assert [(one.name, one.behind) for one in found] == [("b", 3), ("a", 0)]
    assert dict(course_words(found).values) == {"names": ["b"]}


def test_nobody_is_nobody() -> None:
    assert courses() == ()
    assert Course("a", ()).latest is None
