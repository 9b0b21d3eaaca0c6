"""The look is one: colours can be read, paper and screen agree, and every icon that is asked for exists."""

import math
import re
from pathlib import Path

import pytest

from portal.infra.states import STATES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"
SCREEN = (STATIC / "tokens.css").read_text("utf-8")
TOKEN = re.compile(r"--([\w-]+): light-dark\(oklch\(([^)/]+)\), oklch\(([^)/]+)\)\)")
ICON = re.compile(r"""\bicon\(\s*["']([\w-]+)["']|icon_name=["']([\w-]+)["']""")
PALETTE = re.compile(r'"([\w-]+)": "(#[0-9a-f]{6})"')
WORDS = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong")
STATE_WORDS = ("met", "missed", "attention", "relieved", "neutral")
PAPERS = ("paper", "paper-raised", "paper-sunk", "paper-hover")

Colour = tuple[float, float, float]


def linear(oklch: str) -> Colour:
    """Linear sRGB of an OKLCH colour (https://bottosson.github.io/posts/oklab/)."""
    lightness, chroma, hue = (float(part) for part in oklch.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return red, green, blue


def written(colour: Colour) -> str:
    """The colour as #rrggbb."""
    bytes_ = (
        round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
        for part in colour
    )
    return "#" + "".join(f"{byte:02x}" for byte in bytes_)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2 contrast ratio."""
    bright, dark = sorted((0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


TOKENS = {name: (linear(light), linear(dark)) for name, light, dark in TOKEN.findall(SCREEN)}
PAIRS = [
    *((word, paper) for word in (*WORDS, *STATE_WORDS) for paper in PAPERS),
    *((word, f"{word}-wash") for word in (*STATE_WORDS, "accent")),
    *((word, f"{wash}-wash") for word in ("ink", "ink-soft", "accent-strong") for wash in STATE_WORDS),
    ("accent-strong", "accent-wash"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("paper-raised", "missed"),
]


@pytest.mark.parametrize(("words", "paper"), PAIRS)
def test_words_can_be_read_in_both_themes(words: str, paper: str) -> None:
    for theme in (0, 1):
        assert contrast(TOKENS[words][theme], TOKENS[paper][theme]) >= 4.5


def test_the_edge_of_a_control_can_be_seen_in_both_themes() -> None:
    for theme in (0, 1):
        assert contrast(TOKENS["line-strong"][theme], TOKENS["paper-raised"][theme]) >= 3


def test_paper_repeats_the_light_colours_of_the_screen() -> None:
    printed = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "print.css").read_text("utf-8")))
    assert printed == {name: written(light) for name, (light, _dark) in TOKENS.items()}


def test_charts_carry_the_colours_of_paper() -> None:
    names = {"soft": "ink-soft", "faint": "ink-faint", "axis": "line-strong", "grid": "chart-grid"}
    names |= {"band-1": "chart-band-1", "band-2": "chart-band-2"}
    source = (ROOT / "templates" / "macros" / "charts.html").read_text("utf-8")
    palette = PALETTE.findall(source)
    assert len(palette) >= 15
    for name, colour in palette:
        assert colour == written(TOKENS[names.get(name, name)][0]), name


def test_no_style_sheet_but_the_tokens_names_a_colour() -> None:
    sheet = (STATIC / "screen.css").read_text("utf-8")
    assert not re.findall(r"#[0-9a-f]{3,8}\b|oklch\(|rgb\(|hsl\(", sheet)


def test_every_token_that_is_used_exists() -> None:
    sheet = (STATIC / "screen.css").read_text("utf-8")
    assert set(re.findall(r"var\(--([\w-]+)", sheet)) <= set(re.findall(r"--([\w-]+):", SCREEN))


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    wanted = {
        (name or named, path.name)
        for path in (ROOT / "templates").rglob("*.html")
        for name, named in ICON.findall(path.read_text("utf-8"))
    }
    wanted |= {(look.icon, state) for state, look in STATES.items()}
    assert not {(name, where) for name, where in wanted if name not in sprite}


def test_every_state_has_a_tone_the_screen_knows() -> None:
    sheet = (STATIC / "screen.css").read_text("utf-8")
    assert {look.tone for look in STATES.values()} - {"neutral"} <= set(
        re.findall(r"\.chip\.([\w-]+)", sheet)
    )
