"""One of a thing is said as one in English, and only there."""

import re

import pytest
from flask import Flask

from portal.infra.i18n import _, say, speaking
from portal.infra.singulars import SINGULARS
from portal.kernel.messages import message
from portal.translations.catalogues import SIMPLIFIED, entries, read_all

KNOWN = {entry.id for catalogue in read_all(SIMPLIFIED).values() for entry in entries(catalogue)}
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("plural", SINGULARS)
def test_a_singular_belongs_to_a_text_of_the_product_and_asks_for_no_other_value(plural: str) -> None:
    counted, singular = SINGULARS[plural]
    assert plural in KNOWN
    assert counted in PLACE.findall(plural)
    assert set(PLACE.findall(singular)) <= set(PLACE.findall(plural))
    assert singular != plural


@pytest.mark.parametrize(("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (21, "21 files")])
def test_english_counts_one_file_and_several_files(app: Flask, count: int, said: str) -> None:
    with app.test_request_context(), speaking("en"):
        assert _("%(count)s files", count=count) == said
        assert say(message("%(count)s files", count=count)) == said
        template = app.jinja_env.from_string('{{ _("%(count)s files", count=count) }}')
        assert template.render(count=count) == said
    with app.test_request_context(), speaking("zh-Hans"):
        assert _("%(count)s files", count=count) == f"{count} 个文件"
