"""Claims about measuring a sheet before it is opened: the quick way finds the extent that the thorough one finds."""

import random

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.sheets import archives
from portal.kernel.sheets.archives import Extent

COMMON = [
    '<row r="5">',
    '<row r="120005" spans="1:2">',
    "</row>",
    '<c r="A1"/>',
    '<c r="B12345"><v>1</v></c>',
]
PIECES = [
    *COMMON,
    *("<row>", "<row r='7'>", '<row s="1" r="88">', '<row r = "4">', "<rowBreaks/>", '<x:row r="9">', "text"),
    *('<c r="C123456"/>', '<c r="AB7" s="1"/>', '<c r="XFD9"/>', "<c/>", "<c><v>2</v></c>", "<c r='B2'/>"),
    *(
        '<c s="1" r="C3"/>',
        '<x:c r="A1"/>',
        '<col min="1"/>',
        '<c r="a1"/>',
        '<c r="$A$1"/>',
        '<c r="Z99999"/>',
    ),
]


def test_whatever_a_piece_holds_both_ways_find_the_same_extent() -> None:
    common = 0
    for seed in range(3_000):
        chance = random.Random(seed)
        known = COMMON if seed % 2 else PIECES
        piece = "".join(chance.choice(known) for _ in range(chance.randint(0, 8))).encode()
        quick, thorough = Extent(7, chance.choice([0, 30])), Extent(7, 0)
        thorough.columns = quick.columns
        archives._stretch(quick, piece)
        archives._stretch_by_all(thorough, piece)
        assert quick == thorough, piece
        common += archives._is_common(piece)
    assert common > 1_000


@pytest.mark.parametrize("formula", ["<f>1</f>", "<x:f>1</x:f>"])
def test_a_formula_without_a_result_is_named_whatever_its_prefix(formula: str) -> None:
    with pytest.raises(Invalid, match="Cell B2"):
        archives._refuse_uncalculated(f'<c r="B2">{formula}</c>'.encode(), "a.xlsx")
    archives._refuse_uncalculated(b'<c r="B2"><v>1</v></c>', "a.xlsx")
