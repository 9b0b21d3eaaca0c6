"""A chart of plain shapes is taken out of its page and drawn directly; anything else is left where it is."""

import pytest

from portal.infra.pdf.tuning import drawings, shapes
from portal.infra.pdf.tuning.litter import sweep


def chart(content: str, said: str = 'viewBox="0 0 100 50"') -> str:
    return f"<p>before</p><svg {said}>{content}</svg><p>after</p>"


@pytest.mark.parametrize(
    "content",
    [
        '<text x="1" y="2" fill="#24211b" font-size="12" text-anchor="end">−1,000 &amp; 件</text>',
        '<circle cx="1" cy="2" r="2.5" class="c-met" fill="#066755"><title>93.4</title></circle>',
        '<rect x="0" y="0" width="3" height="4" rx="2" fill="#066755"/>',
        '\n  <path d="M0 0H9" stroke="#e1dfdb" stroke-width="1" fill="none" stroke-dasharray="4 3"/>\n',
        "",
    ],
)
def test_plain_shapes_leave_only_their_place(content: str) -> None:
    assert shapes.take_out(chart(content)) == (
        '<p>before</p><svg viewBox="0 0 100 50" data-drawing="0"></svg><p>after</p>'
    )
    sweep()


@pytest.mark.parametrize(
    "content",
    [
        '<image href="file:///etc/hostname" width="9" height="9"/>',
        '<path d="M0 0A1 1 0 0 1 2 2" fill="none"/>',
        '<path d="M0 0H9" fill="url(#a)"/>',
        '<rect x="10%" y="0" width="3" height="4"/>',
        '<text x="1" y="2">one <tspan>two</tspan></text>',
        '<g transform="scale(2)"><path d="M0 0H9"/></g>',
        '<text x="1 2 3" y="2">abc</text>',
        "loose words",
    ],
)
def test_unusual_shapes_stay_in_their_page(content: str) -> None:
    assert shapes.take_out(chart(content)) == chart(content)


def test_a_drawing_without_a_frame_stays_in_its_page() -> None:
    assert shapes.take_out(chart("", said='width="9"')) == chart("", said='width="9"')


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("", (None, None, 2.0)),
        (' width="40"', (40.0, 20.0, 2.0)),
        (' height="40"', (80.0, 40.0, 2.0)),
        (' width="40" height="40"', (40.0, 40.0, 1.0)),
    ],
)
def test_a_side_that_is_not_given_follows_from_the_other(
    said: str, size: tuple[float | None, float | None, float]
) -> None:
    plain = shapes.Plain(dict(shapes.ATTRIBUTE.findall(f'viewBox="0 0 100 50"{said}')), ())
    assert drawings.Drawing(plain, None).get_intrinsic_size(None, None) == size
