"""Claims about names of shops that belong to other contracts."""

import pytest

from portal.sla.rules.elsewhere import error_about, named_elsewhere, names_in, sought

OTHERS = ("远山旗舰店", "乙店")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("甲店", "小美"), None),
        (("甲店", "遠山 旗舰店"), "远山旗舰店"),
        (("乙店:小美",), "乙店"),
        (("乙店：小美",), "乙店"),
        (("乙店铺:小美", "新乙店"), None),
        ((), None),
    ],
)
def test_a_shop_and_an_account_that_begins_with_it_are_told(
    names: tuple[str, ...], found: str | None
) -> None:
    assert named_elsewhere(names, OTHERS) == found


def test_names_are_those_by_which_figures_are_told_apart() -> None:
    parts = {"shop": {"甲店": {}}, "agent": {"小美": {}}, "day": {"2026-10-01": {}}}
    assert names_in({"shops": {"乙店": 3}}, parts) == {"甲店", "乙店", "小美"}
    assert names_in({}, {}) == set()


def test_short_names_and_parts_of_the_own_name_are_not_sought_everywhere() -> None:
    assert sought(OTHERS, "甲店") == ("远山旗舰店",)
    assert sought(OTHERS, "远山旗舰店二店") == ()


def test_the_error_says_whose_shop_it_is_and_what_to_do() -> None:
    error = error_about("乙店")
    assert "“乙店” is a shop of another contract" in str(error.reason)
    assert "for that contract" in str(error.remedy)
