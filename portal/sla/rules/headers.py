"""Column headings made comparable: one width, one bracket, one script, the unit taken off and remembered."""

import re
from dataclasses import dataclass

from portal.sla.rules.folding import simplified
from portal.sla.rules.values.texts import plain

BRACKETS = str.maketrans({"[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "{": "(", "}": ")"})
ARROW = re.compile(r"[-=—]+>|→|⇒|➔|➡|至>")
LAST_BRACKET = re.compile(r"^(?P<name>.+?)\((?P<inside>[^()]*)\)?$")
WINDOW = re.compile(r"^[0-9]{1,4}(?:点|时)?(?:-|~|至|到)[0-9]{1,4}(?:点|时|h)?$")
UNIT_PREFIX = re.compile(r"^(?:单位|unit)[:为]?")
NOISE = str.maketrans("", "", " _*:'\"`")

UNITS = {
    "秒": "s",
    "s": "s",
    "sec": "s",
    "secs": "s",
    "seconds": "s",
    "秒钟": "s",
    "毫秒": "ms",
    "ms": "ms",
    "分": "min",
    "分钟": "min",
    "m": "min",
    "min": "min",
    "mins": "min",
    "minutes": "min",
    "时": "h",
    "小时": "h",
    "h": "h",
    "hr": "h",
    "hrs": "h",
    "hours": "h",
    "天": "d",
    "日": "d",
    "d": "d",
    "days": "d",
    "%": "%",
    "百分比": "%",
    "percent": "%",
    "元": "元",
    "¥": "元",
    "rmb": "元",
    "cny": "元",
    "twd": "元",
    "人民币": "元",
    "千元": "千元",
    "万元": "万元",
    "万": "万",
    "人": "人",
    "人次": "人",
    "次": "人",
    "个": "人",
    "条": "人",
    "单": "人",
    "件": "人",
}
SCALES = {"千元": 1_000, "万元": 10_000, "万": 10_000}


@dataclass(frozen=True)
class Heading:
    """A heading made comparable.

    `name` is the folded text without unit and window; `bare` also lacks any other bracket; `unit` is a key of
    the value readers ("s", "min", "h", "%", "元", "万元" …); `window` the hours a platform prints ("8-23点").
    """

    name: str
    bare: str
    unit: str | None = None
    window: str | None = None

    @property
    def scale(self) -> int:
        """What a bare number in the column is multiplied by: 10 000 under 万元."""
        return SCALES.get(self.unit or "", 1)


def heading_of(text: str) -> Heading:
    """Fold one heading and take unit and window out of its brackets.

    >>> heading_of("首次响应时长（秒)").name, heading_of("首次响应时长（秒)").unit
    ('首次响应时长', 's')
    """
    name = simplified(ARROW.sub("->", plain(text).translate(BRACKETS).lower())).translate(NOISE)
    unit: str | None = None
    window: str | None = None
    while match := LAST_BRACKET.match(name):
        inside = UNIT_PREFIX.sub("", match["inside"])
        if inside in UNITS and unit is None:
            unit = UNITS[inside]
        elif WINDOW.match(inside) and window is None:
            window = inside
        elif inside:
            break
        name = match["name"]
    if name.endswith("%") and len(name) > 1:
        name, unit = name[:-1], unit or "%"
    return Heading(name=name, bare=_bare(name), unit=unit, window=window)


def _bare(name: str) -> str:
    match = LAST_BRACKET.match(name)
    return match["name"] if match else name
