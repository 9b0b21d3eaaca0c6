"""Amounts written out, as contracts and settlement invoices carry them against later changes to the figures.

Chinese follows the annex on writing bills of the payment regulation, always in the same one of its permitted
forms: 整 only after whole 元, and 零 before 角 whenever the place of 元 is zero.
"""

from dataclasses import dataclass
from typing import NamedTuple

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import CURRENCY_EXPONENTS, Money

LIMIT = 10**16  # whole units; beyond it neither script has a form that everybody reads alike


@dataclass(frozen=True, slots=True)
class Script:
    """The characters of one way of writing amounts."""

    digits: str
    places: tuple[str, str, str, str]
    ten_thousand: str
    hundred_million: str
    yuan: str
    minus: str
    currencies: dict[str, str]


SIMPLIFIED = Script(
    digits="零壹贰叁肆伍陆柒捌玖",
    places=("", "拾", "佰", "仟"),
    ten_thousand="万",
    hundred_million="亿",
    yuan="元",
    minus="负",
    currencies={
        "CNY": "人民币",
        "EUR": "欧元",
        "GBP": "英镑",
        "HKD": "港币",
        "JPY": "日元",
        "SGD": "新加坡元",
        "TWD": "新台币",
        "USD": "美元",
    },
)
TRADITIONAL = Script(
    digits="零壹貳參肆伍陸柒捌玖",
    places=("", "拾", "佰", "仟"),
    ten_thousand="萬",
    hundred_million="億",
    yuan="圓",
    minus="負",
    currencies={
        "CNY": "人民幣",
        "EUR": "歐元",
        "GBP": "英鎊",
        "HKD": "港幣",
        "JPY": "日圓",
        "SGD": "新加坡元",
        "TWD": "新臺幣",
        "USD": "美元",
    },
)
FAPIAO_YUAN = "圆"  # tax documents write 圆 where contracts write 元


class EnglishName(NamedTuple):
    """A currency's unit for one and for many."""

    one: str
    many: str


ENGLISH_NAMES = {
    "CNY": EnglishName("renminbi yuan", "renminbi yuan"),
    "EUR": EnglishName("euro", "euros"),
    "GBP": EnglishName("pound sterling", "pounds sterling"),
    "HKD": EnglishName("Hong Kong dollar", "Hong Kong dollars"),
    "JPY": EnglishName("Japanese yen", "Japanese yen"),
    "SGD": EnglishName("Singapore dollar", "Singapore dollars"),
    "TWD": EnglishName("New Taiwan dollar", "New Taiwan dollars"),
    "USD": EnglishName("US dollar", "US dollars"),
}
SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
THOUSANDS = ("", " thousand", " million", " billion", " trillion", " quadrillion")


def amount_in_words(amount: Money, locale: str) -> str:
    """The amount written out for a locale such as ``zh_Hans_CN``, ``zh_Hant_TW`` or ``en``."""
    if not locale.startswith("zh"):
        return amount_in_english(amount)
    is_traditional = "Hant" in locale or locale.endswith(("TW", "HK"))
    return amount_in_chinese(amount, TRADITIONAL if is_traditional else SIMPLIFIED)


def amount_in_chinese(amount: Money, script: Script = SIMPLIFIED, *, yuan: str | None = None) -> str:
    """The amount in 大写: CNY 1,409.50 → 人民币壹仟肆佰零玖元伍角. Invalid from 10¹⁶ on."""
    whole, hundredths = _parts(amount)
    sign = script.minus if amount.minor < 0 else ""
    currency = script.currencies.get(amount.currency, amount.currency)
    return currency + sign + _chinese(whole, hundredths, script, yuan or script.yuan)


def _parts(amount: Money) -> tuple[int, int]:
    """Whole units and hundredths of the amount without its sign."""
    per_unit = 10 ** CURRENCY_EXPONENTS[amount.currency]
    whole, minor = divmod(abs(amount.minor), per_unit)
    if whole >= LIMIT:
        raise Invalid(message("The amount is too large to be written in words."))
    return whole, minor * 100 // per_unit


def _chinese(whole: int, hundredths: int, script: Script, yuan: str) -> str:
    units = _number(whole, script) + yuan if whole or not hundredths else ""
    if not hundredths:
        return f"{units}整"
    tenth, hundredth = divmod(hundredths, 10)
    is_zero_spoken = whole and (tenth == 0 or whole % 10 == 0)
    zero = script.digits[0] if is_zero_spoken else ""
    tenths = f"{script.digits[tenth]}角" if tenth else ""
    return units + zero + tenths + (f"{script.digits[hundredth]}分" if hundredth else "")


def _number(number: int, script: Script) -> str:
    """A whole number in 大写: groups of four within groups of eight, each with one 零 where places are skipped."""
    if number == 0:
        return script.digits[0]
    return _joined(number, 10**8, script.hundred_million, script)


def _joined(number: int, unit: int, name: str, script: Script) -> str:
    above, below = divmod(number, unit)
    inner = _four if unit == 10**4 else _eight
    zero = script.digits[0] if above and 0 < below < unit // 10 else ""
    return (inner(above, script) + name if above else "") + zero + inner(below, script)


def _eight(number: int, script: Script) -> str:
    return _joined(number, 10**4, script.ten_thousand, script)


def _four(number: int, script: Script) -> str:
    """Up to four digits, one 零 for any run of zeros between two digits, none at the ends."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += script.digits[digit] + script.places[place]
        elif text and not text.endswith(script.digits[0]):
            text += script.digits[0]
    return text.rstrip(script.digits[0])


def amount_in_english(amount: Money) -> str:
    """The amount in English: USD 1,409.50 → One thousand four hundred and nine US dollars and 50/100 only."""
    whole, hundredths = _parts(amount)
    names = ENGLISH_NAMES.get(amount.currency, EnglishName(amount.currency, amount.currency))
    sign = "minus " if amount.minor < 0 else ""
    cents = f" and {hundredths:02}/100" if hundredths else ""
    text = f"{sign}{_english(whole)} {names.one if whole == 1 else names.many}{cents} only"
    return text[0].upper() + text[1:]


def _english(number: int) -> str:
    if number < 1000:
        return _below_thousand(number)
    groups: list[str] = []
    rest = number
    for name in THOUSANDS:
        rest, group = divmod(rest, 1000)
        if group:
            groups.append(_below_thousand(group) + name)
    link = " and " if 0 < number % 1000 < 100 else " "
    *large, last = reversed(groups)
    return " ".join(large) + link + last if large else last


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{SMALL[hundreds]} hundred" + (f" and {_below_hundred(rest)}" if rest else "")


def _below_hundred(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")
