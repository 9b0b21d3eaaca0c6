"""Text files: spellings of numbers and days, encodings, delimiters, layouts, and a few attacks."""

import random

from tests.corpus.odd import HEADS, Odd, Verdict, csv_of, days

SPELLINGS: tuple[tuple[str, Verdict, int | None], ...] = (
    ("100", "taken", 300),
    ("１００", "taken", 300),
    ("100.0", "taken", 300),
    ("1000人", "either", None),
    ("1.2万", "taken", 36_000),
    (" 100 ", "taken", 300),
    ("+100", "either", None),
    ("-", "either", None),
    ("--", "either", None),
    ("N/A", "either", None),
    ("无", "either", None),
    ("", "either", None),
    ("-5", "refused", None),
    ("−5", "refused", None),
    ("(5)", "refused", None),
    ("1e309", "refused", None),
    ("1E+15", "refused", None),
    ("9" * 40, "refused", None),
    ("9" * 5000, "refused", None),
    ("NaN", "either", None),
    ("inf", "refused", None),
    ("Infinity", "refused", None),
    ("1_000", "refused", None),
    ("٣٤", "refused", None),
    ("१००", "refused", None),
    ("0x64", "refused", None),
    ("100%", "refused", None),
    ("10.5", "refused", None),
    ("约100", "refused", None),
    ("一百", "refused", None),
    ("100/3", "refused", None),
    ("#REF!", "refused", None),
    ("#DIV/0!", "either", None),
    ("=1+1", "refused", None),
    ("=cmd|'/c calc'!A1", "refused", None),
    ("@SUM(A1)", "refused", None),
    ("<script>alert(1)</script>", "refused", None),
    ("{{7*7}}", "refused", None),
    ("%(name)s", "refused", None),
    ("'; DROP TABLE submissions;--", "refused", None),
    ("\u202e001", "either", None),
    ("100\u200b", "either", None),
    ("½", "refused", None),
    ("①", "either", None),
    ("true", "refused", None),
)
DAYS: tuple[tuple[str, Verdict], ...] = (
    ("2026/10/1", "taken"),
    ("20261001", "taken"),
    ("10月1日", "taken"),
    ("2026年10月1日", "taken"),
    ("民國115年10月1日", "taken"),
    ("115/10/01", "taken"),
    ("２０２６-１０-０１", "taken"),
    ("2026-10-01 00:00:00", "taken"),
    ("2026-10-01T08:00:00Z", "either"),
    ("46296", "either"),
    ("2026.10.01", "either"),
    ("2026-10-01~2026-10-31", "either"),
    ("2026-13-01", "refused"),
    ("2026-10-32", "refused"),
    ("2026-02-30", "refused"),
    ("2025-10-01", "refused"),
    ("2026-11-01", "refused"),
    ("9999-12-31", "refused"),
    ("0000-00-00", "refused"),
    ("1e309", "refused"),
    ("昨天", "refused"),
    ("01-10-2026-77", "refused"),
    ("9" * 30, "refused"),
)
WAITS: tuple[tuple[str, Verdict], ...] = (
    ("17", "taken"),
    ("17.5", "taken"),
    ("1分23秒", "taken"),
    ("1分钟23秒", "taken"),
    ("1小时2分", "taken"),
    ("0:00:17", "taken"),
    ("1'23\"", "either"),
    ("2.5h", "either"),
    ("-", "either"),
    ("-3", "refused"),
    ("99999999999", "refused"),
    ("1e309", "refused"),
    ("快", "refused"),
    ("1分-3秒", "refused"),
    ("nan", "either"),
)
ENCODINGS: tuple[tuple[str, Verdict], ...] = (
    ("utf-8", "taken"),
    ("utf-8-sig", "taken"),
    ("gb18030", "taken"),
    ("gbk", "taken"),
    ("utf-16", "taken"),
    ("utf-16-le", "either"),
    ("utf-16-be", "either"),
    ("utf-32", "either"),
)


def text_files(chance: random.Random) -> list[Odd]:
    """Every spelling, day, waiting time, encoding and layout as a file."""
    return [*_spelt(), *_dated(), *_waited(), *_encoded(), *_laid_out(), *_headed(), *_noisy(chance)]


def _spelt() -> list[Odd]:
    files = []
    for number, (text, verdict, buyers) in enumerate(SPELLINGS):
        quoted = '"' + text.replace('"', '""') + '"'
        files.append(Odd(f"数字{number}.csv", csv_of(days(buyers=quoted)).encode(), verdict, buyers))
    return files


def _dated() -> list[Odd]:
    return [
        Odd(f"日期{number}.csv", csv_of([[text, "小美", "100", "90", "2", "17"]]).encode(), verdict)
        for number, (text, verdict) in enumerate(DAYS)
    ]


def _waited() -> list[Odd]:
    files = []
    for number, (text, verdict) in enumerate(WAITS):
        quoted = '"' + text.replace('"', '""') + '"'
        row = ["2026-10-01", "小美", "100", "90", "2", quoted]
        files.append(Odd(f"时长{number}.csv", csv_of([row]).encode(), verdict))
    return files


def _encoded() -> list[Odd]:
    text = csv_of(days())
    files = [
        Odd(f"编码{number}.csv", text.encode(name), verdict, 300 if verdict == "taken" else None)
        for number, (name, verdict) in enumerate(ENCODINGS)
    ]
    traditional = csv_of([["2026-10-01", "小美", "100", "97"]], ("日期", "客服帳號", "諮詢人數", "接待人數"))
    half = text.encode()[: len(text) // 2] + text.encode("gb18030")[len(text) // 2 :]
    return [
        *files,
        Odd("编码-big5.csv", traditional.encode("big5"), "either"),
        Odd("编码-混合.csv", half, "either"),
        Odd("编码-错读.csv", text.encode().decode("gbk", "replace").encode(), "refused"),
        Odd("编码-尾断.csv", text.encode()[:-20] + b"\xe5\xae", "either"),
    ]


def _laid_out() -> list[Odd]:
    totals = ["总计", "-", "300", "270", "6", "17"]
    means = ["平均", "-", "100", "90", "2", "17"]
    text = csv_of(days())
    return [
        Odd("合计在上.csv", csv_of([totals, *days()]).encode(), "taken", 300),
        Odd("合计在下.csv", csv_of([*days(), totals]).encode(), "taken", 300),
        Odd("平均与合计.csv", csv_of([means, totals, *days()]).encode(), "taken", 300),
        Odd("分号.csv", csv_of(days(), by=";").encode(), "taken", 300),
        Odd("制表符.txt", csv_of(days(), by="\t").encode(), "taken", 300),
        Odd("竖线.csv", csv_of(days(), by="|").encode(), "taken", 300),
        Odd("回车.csv", csv_of(days(), end="\r\n").encode(), "taken", 300),
        Odd("老苹果.csv", csv_of(days(), end="\r").encode(), "either"),
        Odd("空行.csv", text.replace("\n", "\n\n\n").encode(), "taken", 300),
        Odd("前言.csv", ("导出时间 2026-11-01\n\n" + text).encode(), "taken", 300),
        Odd("重复行.csv", csv_of([*days(), *days(1)]).encode(), "refused"),
        Odd("千分位.csv", csv_of([["2026-10-01", "小美", "1,234", "90", "2", "17"]]).encode(), "refused"),
        Odd("未闭合.csv", text.replace("小美", '"小美', 1).encode(), "refused"),
        Odd("只有标题.csv", (",".join(HEADS) + "\n").encode(), "refused"),
        Odd("没有标题.csv", "\n".join(",".join(row) for row in days()).encode(), "refused"),
        Odd("一列.csv", "咨询人数\n100\n".encode(), "either"),
        Odd("两层标题.csv", ("客服,,数据,,,\n" + text).encode(), "taken", 300),
        Odd("少一格.csv", csv_of([row[:4] for row in days()]).encode(), "either"),
        Odd("sep.csv", ("sep=;\n" + csv_of(days(), by=";")).encode(), "taken", 300),
        Odd("空字节.csv", text.replace("100", "1\x0000").encode(), "refused"),
        Odd("一行到底.csv", ("a," * 200_000).encode(), "refused"),
        Odd("逗号.csv", b"," * 900_000, "refused"),
        Odd("长格.csv", csv_of([["2026-10-01", "美" * 40_000, "1", "1", "0", "1"]]).encode(), "refused"),
        Odd("很多行.csv", csv_of([["", "", "", "", "", ""]] * 130_000).encode(), "refused"),
        Odd(
            "太多行.csv",
            csv_of([["2026-10-01", str(n), "1", "1", "0", "1"] for n in range(121_000)]).encode(),
            "refused",
        ),
    ]


def _headed() -> list[Odd]:
    rows = days()
    heads = {
        "重复标题": ("日期", "客服账号", "咨询人数", "咨询人数", "3分钟未回复人数", "平均人工响应时长"),
        "陌生标题": ("甲", "乙", "丙", "丁", "戊", "己"),
        "空标题": ("日期", "客服账号", "咨询人数", "", "", "平均人工响应时长"),
        "全角括号": (
            "日期",
            "客服账号",
            "咨询人数",
            "需要人工回复的咨询人数",
            "3分钟未回复人数",
            "平均人工响应时长（秒)",
        ),
        "零宽": (
            "日期",
            "客服账号",
            "\u200b咨询人数\u200b",
            "需要人工回复的咨询人数",
            "3分钟未回复人数",
            "平均人工响应时长",
        ),
    }
    verdicts: dict[str, Verdict] = {"重复标题": "refused", "陌生标题": "refused", "空标题": "either"}
    return [
        Odd(f"{name}.csv", csv_of(rows, found).encode(), verdicts.get(name, "taken"))
        for name, found in heads.items()
    ]


def _noisy(chance: random.Random) -> list[Odd]:
    """A good file with a few bytes changed at random, and plain noise."""
    good = csv_of(days(20)).encode()
    files = []
    for number in range(40):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        files.append(Odd(f"乱码{number}.csv", bytes(damaged), "either"))
    files += [Odd(f"噪声{number}.csv", chance.randbytes(4_000), "refused") for number in range(5)]
    return files
