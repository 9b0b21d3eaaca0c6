"""Charts put every figure where its size belongs, and never draw what is not there."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from portal.infra.charts.bars import Move, stacked_bars, waterfall
from portal.infra.charts.control import control_chart, deviation_bar
from portal.infra.charts.lines import Series, line_chart, sparkline
from portal.infra.charts.marks import bullet, score_bar, strip
from portal.infra.charts.scales import (
    Scale,
    known,
    line_path,
    plain_words,
    round_steps,
    text_width,
    thinned,
)

MONTHS = ("2026-08", "2026-09", "2026-10")


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0, 20000, [0, 5000, 10000, 15000, 20000]),
        (89.4, 94, [88, 90, 92, 94]),
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (-3, 7, [-5, -2.5, 0, 2.5, 5, 7.5]),
        (0, 7, [0, 2, 4, 6, 8]),
        (5, 5, [4.5, 4.75, 5, 5.25, 5.5]),
        (0, 0, [-1, -0.5, 0, 0.5, 1]),
    ],
)
def test_an_axis_has_round_steps(low: float, high: float, steps: list[float]) -> None:
    assert round_steps(low, high) == steps


def test_a_scale_places_exactly_and_keeps_outliers_at_the_edge() -> None:
    scale = Scale(0, 100, 200, 0)
    assert [scale(figure) for figure in (0, Decimal(50), Fraction(1, 3), 100, 120, -5)] == [
        200,
        100,
        199.33,
        0,
        0,
        200,
    ]


def test_a_chinese_character_is_as_wide_as_it_is_high() -> None:
    assert text_width("指标", 10) == 20
    assert text_width("ab", 10) == 11.6


def test_labels_are_thinned_until_they_fit() -> None:
    assert thinned(MONTHS, 200) == 1
    assert thinned(MONTHS, 30) == 3
    assert thinned([], 30) == 1


def test_a_minus_is_a_real_minus() -> None:
    assert plain_words(-1240.5) == "−1,240.5"


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    assert line_path([(0, 1), None, (2, 3), (4, 5)]) == "M0 1M2 3L4 5"
    assert known([None, 1, Decimal("2.5")]) == [1, 2.5]


def test_a_line_chart_marks_where_the_target_changed() -> None:
    drawing = line_chart(
        MONTHS,
        [Series("rate", [93, None, 89], ["met", "no_data", "missed"])],
        targets=[90, 92, 92],
        target_words="target",
    )
    assert [point.tone for point in drawing.lines[0].points] == ["met", "missed"]
    assert len(drawing.changes) == 1
    assert drawing.target.count("M") == 1
    assert drawing.target_label is not None
    assert drawing.target_label.words == "target"
    assert [tick.label for tick in drawing.x_ticks] == list(MONTHS)


def test_a_target_that_did_not_apply_yet_is_not_drawn() -> None:
    drawing = line_chart(MONTHS, [Series("rate", [1, 2, 3])], targets=[None, None, 2])
    assert drawing.target.count("L") == 1
    assert drawing.changes == ()


def test_a_line_chart_without_any_figure_is_empty_and_not_an_error() -> None:
    drawing = line_chart(MONTHS, [Series("rate", [None, None, None])])
    assert drawing.lines[0].points == ()
    assert drawing.lines[0].label is None
    assert drawing.target == ""
    assert drawing.target_label is None


def test_names_at_the_ends_of_lines_never_cover_each_other() -> None:
    drawing = line_chart(MONTHS, [Series(name, [90, 91, 92]) for name in "abc"])
    places = [line.label.y for line in drawing.lines if line.label is not None]
    assert all(later - earlier >= 12 for earlier, later in pairwise(places))


def test_a_sparkline_marks_its_last_known_month() -> None:
    drawing = sparkline([90, 92, None], targets=[90, 91, 91], tone="missed")
    assert drawing.last is not None
    assert drawing.last.tone == "missed"
    assert len(drawing.changes) == 1


@pytest.mark.parametrize("values", [[], [None, None]])
def test_a_sparkline_without_data_has_no_line(values: list[None]) -> None:
    drawing = sparkline(values)
    assert drawing.path == ""
    assert drawing.last is None


def test_stacked_bars_stand_on_zero_and_add_up() -> None:
    drawing = stacked_bars(
        MONTHS, [Series("day", [10, 20, None]), Series("night", [5, 0])], marked=[1], say=str
    )
    first, second, third = drawing.columns
    bottom = drawing.plot.y + drawing.plot.height
    assert first.parts[0].y + first.parts[0].height == pytest.approx(bottom)
    assert first.parts[1].y + first.parts[1].height == pytest.approx(first.parts[0].y)
    assert first.top == first.parts[1].y
    assert [column.is_marked for column in drawing.columns] == [False, True, False]
    assert len(second.parts) == 1
    assert third.parts == ()
    assert [entry.words for entry in drawing.legend] == ["day", "night"]
    assert drawing.y_ticks[0].label == "0.0"


def test_one_part_needs_no_legend() -> None:
    assert stacked_bars(["a"], [Series("all", [3])]).legend == ()


def test_a_waterfall_starts_each_move_where_the_last_one_ended() -> None:
    drawing = waterfall([Move("Fee", 1000), Move("Credits", -200), Move("Net")])
    fee, credited, net = drawing.bars
    assert credited.bar.x + credited.bar.width == pytest.approx(fee.bar.x + fee.bar.width)
    assert net.bar.x == drawing.zero
    assert net.bar.width == pytest.approx(credited.bar.x - drawing.zero)
    assert [bar.bar.tone for bar in drawing.bars] == ["series-1", "missed", "ink"]
    assert [bar.words for bar in drawing.bars] == ["1,000", "−200", "800"]


def test_a_waterfall_of_nothing_is_empty() -> None:
    assert waterfall([]).bars == ()
    assert waterfall([Move("Fee", 0)]).bars[0].bar.width == 1


def test_a_bullet_from_zero_is_a_bar_and_from_elsewhere_a_dot() -> None:
    from_zero = bullet(89, 92, tone="missed", high=100, floor=85)
    assert from_zero.bar is not None
    assert from_zero.bar.tone == "missed"
    assert len(from_zero.bands) == 3
    cut = bullet(89, 92, tone="missed", low=80, high=100)
    assert cut.bar is None
    assert cut.dot is not None


def test_no_data_is_no_bar_of_length_zero() -> None:
    drawing = bullet(None, 85, tone="neutral")
    assert drawing.bar is None
    assert drawing.dot is None
    assert drawing.target is not None
    assert bullet(None, None, tone="neutral").target is None


def test_a_score_shows_its_range_and_the_gate() -> None:
    drawing = score_bar(0.7, lowest=0.6, highest=0.8, gate=0.5)
    assert drawing.range is not None
    assert drawing.range.width == pytest.approx(0.2 * 158)
    assert drawing.gate == pytest.approx(80)
    assert score_bar(1).range is None
    assert score_bar(1).gate is None


def test_dots_on_the_same_place_are_piled() -> None:
    drawing = strip([5, 5, 5, 9], target=7, tones=["met"])
    assert len({dot.y for dot in drawing.dots if dot.x == drawing.dots[0].x}) == 3
    assert drawing.dots[0].tone == "met"
    assert drawing.target is not None
    assert strip([]).dots == ()


def test_a_note_stands_where_the_terms_changed_and_never_on_another() -> None:
    drawing = line_chart(
        MONTHS, [Series("", [90, 92, 94])], notes={1: "version 2", 2: "version 3"}, width=200
    )
    assert [(note.x, note.words) for note in drawing.notes] == [
        (pytest.approx(drawing.plot.x + drawing.plot.width / 3, abs=0.02), "version 2"),
        (pytest.approx(drawing.plot.x + drawing.plot.width * 2 / 3, abs=0.02), ""),
    ]


def test_a_control_chart_has_a_band_for_each_stretch_of_days_with_limits() -> None:
    drawing = control_chart(
        ["1", "2", "3", "4"],
        [90, None, 96, 80],
        limits=[(85, 95), None, (84, 96), (86, 94)],
        tones=["series-1", "series-1", "series-1", "missed"],
        words=["a", "b", "c", "d"],
        centre=90,
        centre_words="average",
        target=90.2,
        target_words="target",
    )
    assert drawing.band.count("Z") == 2
    assert [point.words for point in drawing.points] == ["a", "c", "d"]
    assert drawing.path.count("M") == 2
    assert drawing.centre is not None
    assert drawing.target is not None
    assert drawing.target.y < drawing.centre.y
    assert drawing.centre.words_at - drawing.target.words_at >= 13


def test_a_control_chart_without_limits_or_figures_stays_empty() -> None:
    drawing = control_chart(["1"], [None], limits=[None], tones=["series-1"], words=[""])
    assert (drawing.band, drawing.path, drawing.points) == ("", "", ())
    assert (drawing.centre, drawing.target) == (None, None)


@pytest.mark.parametrize(
    ("difference", "largest", "x", "width"), [(5, 10, 28, 13), (-10, 10, 2, 26), (0, 0, 28, 1)]
)
def test_a_deviation_starts_at_the_average(difference: int, largest: int, x: float, width: float) -> None:
    drawing = deviation_bar(difference, largest, tone="met")
    assert (drawing.bar.x, drawing.bar.width) == (x, width)


def test_a_target_that_follows_other_figures_marks_no_change_of_terms() -> None:
    assert len(sparkline([1, 2], targets=[1, 2]).changes) == 1
    assert sparkline([1, 2], targets=[1, 2], is_fixed=False).changes == ()
