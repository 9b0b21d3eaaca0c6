"""What a director reads first: results, the weakest point, money; and what is asked of whom."""

from decimal import Decimal

import pytest

from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.reviews.rules.summary import LineFacts, MonthFacts, asked, sentences


def line(name: str, state: str, *before: str) -> LineFacts:
    return LineFacts(message(name), state, message("98 %"), message("96 %"), before)


def month(
    *lines: LineFacts,
    score: str | None = "90",
    before: str | None = "80",
    credit: int = 0,
    net: int = 5_000_00,
    is_agreed: bool = True,
) -> MonthFacts:
    return MonthFacts(
        lines=lines,
        score=None if score is None else Decimal(score),
        score_before=None if before is None else Decimal(before),
        fees=Money(5_000_00, "CNY"),
        credit=Money(credit, "CNY"),
        net=Money(net, "CNY"),
        is_agreed=is_agreed,
    )


MET, MISSED = line("csat", "met"), line("frt", "missed")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (month(MET, MISSED), "1 of 2 promises were kept; the score is 90, up from 80."),
        (month(MET, before=None), "1 of 1 promises were kept; the score is 90, the first one."),
        (month(MET, before="89.5"), "1 of 1 promises were kept; the score is 90, as in the month before."),
        (month(MET, before="95"), "1 of 1 promises were kept; the score is 90, down from 95."),
        (month(MET, score=None), "1 of 1 promises were kept."),
        (month(line("qa", "no_data")), "No promise could be judged this month."),
    ],
)
def test_the_first_sentence_says_how_many_promises_were_kept(facts: MonthFacts, said: str) -> None:
    assert str(sentences(facts)[0]) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (month(MET), "Nothing was missed."),
        (month(MET, MISSED), "frt was missed (96 % against 98 %)."),
        (
            month(line("csat", "missed"), line("frt", "missed", "met", "missed", "missed")),
            "frt was missed for the 3. month running (96 % against 98 %). 1 further lines were missed.",
        ),
    ],
)
def test_the_second_sentence_names_the_weakest_point(facts: MonthFacts, said: str) -> None:
    assert str(sentences(facts)[1]) == said


def test_what_could_not_be_judged_is_said() -> None:
    assert "could not be judged" in str(sentences(month(MET, line("qa", "no_data")))[1])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (month(MET), "The month costs CNY 5,000.00 without VAT; there are no service credits."),
        (
            month(MISSED, credit=150_00, net=4_850_00),
            "The month costs CNY 4,850.00 without VAT, after service credits of CNY 150.00.",
        ),
    ],
)
def test_the_third_sentence_says_what_it_costs(facts: MonthFacts, said: str) -> None:
    assert str(sentences(facts)[2]) == said


@pytest.mark.parametrize(
    ("facts", "asks"),
    [
        (month(MET), [(Side.MERCHANT, "Pay the settlement invoice")]),
        (month(MET, net=0), []),
        (month(MET, is_agreed=False), [(Side.MERCHANT, "Check the figures")]),
        (month(MISSED), [(Side.VENDOR, "Say why frt was missed and"), (Side.MERCHANT, "Pay")]),
        (
            month(line("frt", "missed", "missed"), line("qa", "no_data"), net=0),
            [(Side.VENDOR, "Say why frt was missed again"), (Side.VENDOR, "Supply the figures")],
        ),
    ],
)
def test_each_side_is_asked_for_what_follows(facts: MonthFacts, asks: list[tuple[Side, str]]) -> None:
    found = asked(facts)
    assert [ask.side for ask in found] == [side for side, _ in asks]
    for ask, (_, words) in zip(found, asks, strict=True):
        assert words in str(ask.what)
