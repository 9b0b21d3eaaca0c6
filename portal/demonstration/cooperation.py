"""The running cooperations: which shops, which teams, and how each month went until today."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from portal.demonstration.comments import ABROAD, PEAK, RECOVERY, SLIPS, START, USUAL, Remarks
from portal.demonstration.conversations import conversations
from portal.demonstration.exports import TOOLS, Table, as_csv, as_xlsx, exported
from portal.demonstration.work import Quality, shift_work
from portal.demonstration.world import CLOUDSTEP, GROCERY, MORNING, MOUNTAIN, TIDE, Cast
from portal.kernel.periods import ServiceMonth

SEED = 20261122
VOLUME_OF_MONTH = {11: 2.6, 6: 1.8, 12: 1.4, 5: 1.15, 10: 1.1, 2: 0.6}
"""How many buyers write in a month of sales events or holidays, against a usual one."""


@dataclass(frozen=True)
class ShopWork:
    """A shop served: its export tool, the file its tool writes, and the team behind the accounts."""

    name: str
    platform: str
    tool: str
    file_kind: str
    agents: tuple[str, ...]
    buyers_a_day: int
    quality: Quality


@dataclass(frozen=True)
class Cooperation:
    """One merchant and one vendor over the months; ``slips`` and ``empty`` count back from the present month."""

    key: str
    merchant: Cast
    vendor: Cast
    name: str
    shops: tuple[ShopWork, ...]
    months: int
    slips: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    start_day: int = 1
    shows_running_month: bool = False
    """Whether the figures of the present month come in while it runs."""
    rows_since: int = -1
    """Since so many months back the vendor hands in single conversations; -1 for never."""
    last: str = "submitted"
    """How far the last finished month has come: submitted, returned, or agreed and issued."""


@dataclass(frozen=True)
class ExportFile:
    """A file as a person would find it among the downloads."""

    shop: ShopWork
    name: str
    content: bytes


@dataclass(frozen=True)
class MonthStory:
    """One service month of a cooperation: what was exported and what both sides said about it."""

    month: ServiceMonth
    back: int
    files: tuple[ExportFile, ...]
    remarks: Remarks


AGENTS_TMALL = (
    "小棠",
    "青禾",
    "阿澈",
    "知夏",
    "南风",
    "木木",
    "言溪",
    "初一",
    "星回",
    "晚舟",
    "若谷",
    "景明",
)
AGENTS_JD = ("京小朵", "京小言", "京小北", "京小满", "京小川")
AGENTS_PDD = ("多多小雨", "多多小安", "多多小麦")
AGENTS_OWN = ("小恩", "阿哲", "雅婷")

SPORTS = Cooperation(
    key="sports",
    merchant=MOUNTAIN,
    vendor=CLOUDSTEP,
    name="天猫与京东店铺客服外包",
    shops=(
        ShopWork("远山运动旗舰店", "tmall", "chitu", "xlsx", AGENTS_TMALL, 860, Quality()),
        ShopWork("远山运动京东旗舰店", "jd", "jd", "gb18030", AGENTS_JD, 340, Quality(first_response=18)),
    ),
    months=14,
    slips=(5, 4),
    shows_running_month=True,
)
HOUSEHOLD = Cooperation(
    key="household",
    merchant=GROCERY,
    vendor=TIDE,
    name="拼多多小店拼席接待",
    shops=(
        ShopWork(
            "小禾日用好物",
            "pinduoduo",
            "pdd",
            "utf-8-sig",
            AGENTS_PDD,
            120,
            Quality(response=31, basket_minor=29_90, inquiring=650, converted=420),
        ),
    ),
    months=13,
    last="issued",
)
OUTDOORS = Cooperation(
    key="outdoors",
    merchant=MOUNTAIN,
    vendor=MORNING,
    name="台灣官網線上客服",
    shops=(
        ShopWork(
            "遠山戶外台灣官網",
            "other",
            "own",
            "xlsx",
            AGENTS_OWN,
            58,
            Quality(first_response=41, satisfied=915, basket_minor=1680_00),
        ),
    ),
    months=6,
    empty=(3,),
    rows_since=2,
    start_day=26,
    last="returned",
)
COOPERATIONS = (SPORTS, HOUSEHOLD, OUTDOORS)

SLIPPED: tuple[dict[str, int], ...] = (
    {"first_response": 46, "response": 61, "unreplied": 31, "satisfied": 842, "within_30_seconds": 861},
    {"first_response": 37, "response": 49, "unreplied": 17, "satisfied": 856, "within_30_seconds": 889},
)
"""How the two months after four people had left went."""


def current_month(cooperation: Cooperation, today: date) -> ServiceMonth:
    """The service month of this cooperation that today belongs to."""
    month = ServiceMonth(today.year, today.month, cooperation.start_day)
    while today >= month.day_after:
        month = month.next()
    while today < month.first_day:
        month = month.previous()
    return month


def first_month(cooperation: Cooperation, today: date) -> ServiceMonth:
    """The service month in which the work began."""
    return current_month(cooperation, today).shift(1 - cooperation.months)


def stories(cooperation: Cooperation, today: date) -> Iterator[MonthStory]:
    """Every month from the start of the work to the present one."""
    for back in range(cooperation.months - 1, -1, -1):
        yield story_of(cooperation, today, back)


def story_of(cooperation: Cooperation, today: date, back: int) -> MonthStory:
    """The month so many months back; of the present one the days until yesterday are there."""
    month = current_month(cooperation, today).shift(-back)
    days = [day for day in month.days() if day < today]
    files = () if back in cooperation.empty else tuple(_files(cooperation, month, back, days))
    return MonthStory(month, back, files, remarks_on(cooperation, month, back))


def remarks_on(cooperation: Cooperation, month: ServiceMonth, back: int) -> Remarks:
    """What both sides wrote about the month."""
    if cooperation.vendor.language == "zh-Hant":
        return ABROAD[back % len(ABROAD)]
    if back in cooperation.slips:
        return SLIPS[cooperation.slips.index(back)]
    if back + 1 in cooperation.slips:
        return RECOVERY
    if back == cooperation.months - 1:
        return START
    if month.month == 11:
        return PEAK
    return USUAL[back % len(USUAL)]


def _files(
    cooperation: Cooperation, month: ServiceMonth, back: int, days: list[date]
) -> Iterator[ExportFile]:
    for shop in cooperation.shops:
        random = Random(f"{SEED}:{cooperation.key}:{shop.name}:{month.key}")
        work = shift_work(
            random,
            days,
            shop.agents,
            buyers_a_day=round(shop.buyers_a_day * VOLUME_OF_MONTH.get(month.month, 1)),
            quality=_wandering(random, _quality(cooperation, shop, month, back)),
        )
        table = exported(TOOLS[shop.tool], work, shop=shop.name)
        if work and back <= cooperation.rows_since:
            yield ExportFile(shop, _rows_name(month), conversations(random, work, shop=shop.name))
        elif table.rows:
            yield ExportFile(shop, _file_name(shop, month), _written(table, shop))


def _quality(cooperation: Cooperation, shop: ShopWork, month: ServiceMonth, back: int) -> Quality:
    if back in cooperation.slips:
        return replace(shop.quality, **SLIPPED[cooperation.slips.index(back)])
    if month.month == 11:
        return replace(shop.quality, first_response=shop.quality.first_response + 4, satisfied=918)
    if back == cooperation.months - 1:
        return replace(shop.quality, first_response=shop.quality.first_response + 13, satisfied=886)
    return shop.quality


def _wandering(random: Random, quality: Quality) -> Quality:
    """The same team with the ups and downs of a month."""
    return replace(
        quality,
        first_response=round(quality.first_response * random.uniform(0.88, 1.1)),
        response=round(quality.response * random.uniform(0.9, 1.1)),
        satisfied=quality.satisfied + random.randint(-8, 8),
        converted=quality.converted + random.randint(-25, 25),
        late_by_3_minutes=quality.late_by_3_minutes + random.randint(-6, 8),
        within_30_seconds=quality.within_30_seconds + random.randint(-7, 7),
    )


def _file_name(shop: ShopWork, month: ServiceMonth) -> str:
    last = month.day_after - timedelta(days=1)
    span = f"{month.first_day:%Y%m%d}-{last:%Y%m%d}"
    names = {
        "chitu": f"赤兔_客服绩效_{shop.name}_{span}.xlsx",
        "jd": f"京东客服数据_{span}.csv",
        "pdd": f"拼多多_客服数据_{span}.csv",
        "own": f"客服月度資料_{span}.xlsx",
    }
    return names[shop.tool]


def _rows_name(month: ServiceMonth) -> str:
    last = month.day_after - timedelta(days=1)
    return f"客服對話明細_{month.first_day:%Y%m%d}-{last:%Y%m%d}.csv"


def _written(table: Table, shop: ShopWork) -> bytes:
    return as_xlsx(table, "客服绩效") if shop.file_kind == "xlsx" else as_csv(table, shop.file_kind)
