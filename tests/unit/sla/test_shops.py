"""Claims about files that hold several shops: only the rows of the shop that is meant count."""

from portal.sla.rules.imported import FigureRow
from portal.sla.rules.shops import rows_of_shop


def row(shop: str | None, *, total: bool = False) -> FigureRow:
    return FigureRow(sheet="a", number=2, values={"sessions": 1}, shop=shop, is_total=total)


def test_of_several_shops_only_the_wanted_one_counts_and_the_total_of_all_for_none() -> None:
    rows = [row(None, total=True), row("甲店"), row("甲 店"), row("乙店"), row(None)]
    found = rows_of_shop(rows, "甲店")
    assert [one.shop for one in found.rows] == ["甲店", "甲 店"]
    assert found.shops == {"甲店": 1, "甲 店": 1, "乙店": 1}
    assert "Only the rows of “甲店” count here; 3 rows are left out." in str(found.warnings[0])


def test_a_file_of_one_shop_counts_whole_whatever_the_shop_is_called() -> None:
    rows = [row(None, total=True), row("甲店"), row("甲 店")]
    assert rows_of_shop(rows, "乙店").rows == tuple(rows)


def test_without_a_shop_in_the_contract_all_rows_count_together() -> None:
    rows = [row("甲店"), row("乙店")]
    assert rows_of_shop(rows, None).rows == tuple(rows)


def test_when_none_of_the_shops_is_meant_nothing_counts_and_they_are_named() -> None:
    found = rows_of_shop([row("甲店"), row("乙店")], "丙店")
    assert found.rows == ()
    assert "The file holds the shops 乙店, 甲店 and none of them is “丙店”." in str(found.errors[0].reason)
