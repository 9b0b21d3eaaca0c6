"""Which texts the translators get to see."""

from pathlib import Path

import pytest

from portal.translations.extraction import extract, texts_in_python


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('_("Sign in")', ["Sign in"]),
        ('lazy("Sign " "in")', ["Sign in"]),
        ('message("%(n)s rows", n=3)', ["%(n)s rows"]),
        ("i18n._('Sign in')", ["Sign in"]),
        ("_(label)", []),
        ("_()", []),
        ('other("Sign in")', []),
        ('class Signed(Event):\n    summary = "%(who)s signed"', ["%(who)s signed"]),
        ('class Signed(Event):\n    summary: ClassVar[str] = "Signed"', ["Signed"]),
        ("class Base:\n    summary: str", []),
        ('class Other:\n    title = "Signed"', []),
    ],
)
def test_a_text_is_what_a_keyword_or_an_event_marks(source: str, texts: list[str]) -> None:
    assert list(texts_in_python(source)) == texts


def test_a_text_belongs_to_the_lowest_module_that_uses_it(tmp_path: Path) -> None:
    files = {
        "portal/sla/views.py": '_("Month")\n_("Accept")',
        "portal/vendors/views.py": '_("Month")',
        "portal/kernel/money.py": 'message("Wrong amount")',
        "templates/layout/page.html": '{{ _("Menu") }}',
        "templates/sla/month.html": '{{ _("Accept") }} {% trans %}Left{% endtrans %} {{ _(name) }}',
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    homes = {text.msgid: text.module for text in extract(tmp_path)}
    assert homes == {
        "Accept": "sla",
        "Menu": "infra",
        "Left": "sla",
        "Month": "vendors",
        "Wrong amount": "infra",
    }
