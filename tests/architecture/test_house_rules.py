"""The rules of the house notice what they are there to notice: every one catches a planted fault."""

import pytest

from tests.architecture.house_rules import faults_in_python, faults_in_template

HEAD = '"""What this is."""\n'


@pytest.mark.parametrize(
    ("place", "source", "advice"),
    [
        ("portal/sla/rules.py", "x = 1\n", "open the module with one sentence"),
        ("portal/sla/rules.py", HEAD + "x = 1\n" * 320, "split it into a package"),
        ("portal/sla/utils.py", HEAD, "says nothing"),
        ("portal/sla/services/x.py", HEAD, "says nothing"),
        ("portal/sla/views.py", HEAD + "def f():\n    import os\n", "imports stand at the top"),
        ("portal/sla/actions.py", HEAD + "db.session.commit()\n", "only infra/transactions.py commits"),
        ("portal/sla/queries.py", HEAD + "select(Month.__table__)\n", "escapes the tenancy listener"),
        ("portal/sla/queries.py", HEAD + "with db.engine.connect(): pass\n", "tenancy wall"),
        ("portal/sla/queries.py", HEAD + "db.session.connection()\n", "tenancy wall"),
        ("portal/sla/queries.py", HEAD + "x = Model.metadata.tables['months']\n", "tenancy wall"),
        ("portal/sla/actions.py", HEAD + "db.session.bulk_save_objects([])\n", "skips the check"),
        ("portal/sla/documents.py", HEAD + "import weasyprint\n", "rendering child process"),
        ("portal/sla/jobs.py", HEAD + "from weasyprint.css import x\n", "rendering child process"),
        ("portal/sla/rules.py", HEAD + "datetime.now(UTC)\n", "edges read the clock"),
        ("portal/sla/rules/x.py", HEAD + "date.today()\n", "edges read the clock"),
        ("portal/sla/actions/x.py", HEAD + "datetime.now(UTC)\n", "edges read the clock"),
        ("portal/kernel/money.py", HEAD + "import random\n", "no chance"),
        ("portal/sla/views.py", HEAD + "import os  # noqa\n", "not switched off"),
        ("portal/sla/views.py", HEAD + "x = y  # type: ignore[x]\n", "not switched off"),
        ("portal/sla/views.py", HEAD + "# TODO later\n", "not switched off"),
    ],
)
def test_a_fault_in_a_module_is_named(place: str, source: str, advice: str) -> None:
    (fault,) = faults_in_python(place, source)
    assert fault.startswith(place)
    assert advice in fault


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("portal/infra/transactions.py", HEAD + "db.session.commit()\n"),
        ("portal/sla/views.py", HEAD + "datetime.now(UTC)\n"),
        ("portal/sla/rules.py", HEAD + "def f(now):\n    return now.date()\n"),
        ("portal/sla/jobs.py", HEAD + "import secrets\n"),
    ],
)
def test_a_sound_module_passes(place: str, source: str) -> None:
    assert faults_in_python(place, source) == []


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("<p>x</p>\n" * 121, "move parts to macros"),
        ('<form method="post"><button>Sign</button></form>', "form_keys()"),
        ("<form\n method='POST'>\n<button>Sign</button></form>", "form_keys()"),
        ('<form hx-post="/x"><button>Sign</button></form>', "form_keys()"),
        ("<style>p{}</style>", "styles stand in"),
        ('<p style="color:red">', "use a class"),
        ("<script>1</script>", "scripts stand in"),
        ('<p onclick="x()">', "event attributes"),
        ('<p hx-on:click="x()">', "hx-on"),
        ("<p hx-vals='js:{x: 1}'>", "js: values"),
        ('<p hx-trigger="click[ctrlKey]">', "trigger filters"),
        ('<a href="javascript:x()">', "javascript:"),
        ("{{ text|safe }}", "escaping"),
        ("{{ text | safe }}", "escaping"),
        ("{% autoescape false %}", "escaping"),
    ],
)
def test_a_fault_in_a_template_is_named(source: str, advice: str) -> None:
    (fault,) = faults_in_template("templates/sla/month.html", source)
    assert advice in fault


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("templates/sla/month.html", '<form method="post">{{ form_keys() }}</form>'),
        ("templates/sla/month.html", '<form method="get"><input name="q"></form>'),
        ("templates/sla/month.html", '<script src="/static/x.js" defer></script><p class="style">'),
        ("templates/pdf/invoice.html", '<p style="color:red">'),
    ],
)
def test_a_sound_template_passes(place: str, source: str) -> None:
    assert faults_in_template(place, source) == []
