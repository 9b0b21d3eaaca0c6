"""Closeness to the ideal vendor."""

from dataclasses import replace

import pytest

from portal.sourcing.rules.criteria import Direction
from portal.sourcing.rules.scoring import compare
from portal.sourcing.rules.topsis import closeness, second_opinion
from tests.unit.sourcing.cases import CRITERIA, FOUR, V1, V2, V3, vendor

M, L = Direction.MORE, Direction.LESS


@pytest.mark.parametrize(
    ("matrix", "weights", "directions", "expected"),
    [
        (  # Hwang and Yoon, choice of a fighter aircraft
            [
                [2, 1500, 20000, 5.5, 5, 9],
                [2.5, 2700, 18000, 6.5, 3, 5],
                [1.8, 2000, 21000, 4.5, 7, 7],
                [2.2, 1800, 20000, 5, 5, 5],
            ],
            [0.2, 0.1, 0.1, 0.1, 0.2, 0.3],
            [M, M, M, L, M, M],
            [0.643277, 0.268384, 0.613542, 0.312291],
        ),
        (  # IT supplier: the first is best everywhere, the last worst everywhere
            [[5, 3, 5, 5, 5, 5], [4, 4, 4, 4, 5, 4], [4, 5, 3, 4, 4, 4]],
            [25, 15, 20, 15, 15, 10],
            [M, L, M, M, M, M],
            [1.0, 0.424808, 0.0],
        ),
        ([[3, 4], [3, 4]], [50, 50], [M, L], [0.5, 0.5]),
        ([[0, 4], [0, 2]], [50, 50], [M, M], [1.0, 0.0]),
    ],
)
def test_closeness_agrees_with_published_figures(
    matrix: list[list[float]], weights: list[float], directions: list[Direction], expected: list[float]
) -> None:
    assert closeness(matrix, weights, directions) == pytest.approx(expected, abs=5e-7)


def test_the_second_opinion_orders_the_four_vendors_differently() -> None:
    opinion = second_opinion(compare(FOUR, CRITERIA, currency="CNY"))
    assert [(one.name, one.rank) for one in opinion.order] == [("V2", 1), ("V4", 2), ("V3", 3), ("V1", 4)]
    by_name = {one.name: one.closeness for one in opinion.order}
    assert by_name == pytest.approx(
        {"V1": 0.437714, "V2": 0.528824, "V3": 0.471176, "V4": 0.523558}, abs=5e-7
    )
    assert opinion.reasons == ()


def test_vendors_without_data_are_left_out_with_a_word() -> None:
    newcomer = vendor("New", "48", "90", "5200", None)
    opinion = second_opinion(compare([V1, newcomer, V2], CRITERIA, currency="CNY"))
    assert [one.name for one in opinion.order] == ["V2", "V1"]
    assert [str(reason) for reason in opinion.reasons] == ["New is left out: data are missing."]


def test_without_complete_data_there_is_no_second_opinion() -> None:
    foreign = compare([replace(V3, currency="USD")], CRITERIA, currency="CNY")
    assert second_opinion(foreign).order == ()
    assert str(second_opinion(foreign).reasons[0]) == "Nobody has data in every criterion."
