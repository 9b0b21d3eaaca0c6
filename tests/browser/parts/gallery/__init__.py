"""Every part of the look on a few pages, with figures a reader of the month board would see."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.infra.access import public
from portal.infra.charts.bars import Move, stacked_bars, waterfall
from portal.infra.charts.lines import Series, line_chart, sparkline
from portal.infra.charts.marks import bullet, score_bar, strip
from portal.infra.forms import PortalForm
from portal.infra.pages import flash, page, redirect_to
from portal.infra.states import STATES
from portal.kernel.permissions import Side

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
RATES = [93.1, 92.8, 94, 93.5, None, 92.2, 91.9, 92.4, 93, 91.2, 90.8, 89.41]
TARGETS = [90] * 5 + [92] * 7
taken: list[dict[str, Any]] = []
"""What the forms of the gallery received."""


class SampleForm(PortalForm):
    """One field of each kind."""

    shop = StringField("Shop", [InputRequired()], description="As it stands on the platform.")
    price = StringField("Fee per conversation", [InputRequired()])
    platform = SelectField("Platform", choices=[SelectChoice("tb", "Taobao"), SelectChoice("jd", "JD")])
    pricing = RadioField(
        "Pricing",
        [InputRequired()],
        choices=[SelectChoice("slab", "Slab"), SelectChoice("whole", "Whole volume")],
    )
    notes = TextAreaField("Notes")
    copy = BooleanField("Send a copy to finance", description="They see amounts, not conversations.")


def _frame() -> dict[str, Any]:
    def entry(label: str, icon: str, *, phone: bool = False) -> SimpleNamespace:
        return SimpleNamespace(url="#", label=label, icon=icon, phone=phone, active=label == "月度考核")

    viewer = SimpleNamespace(
        side=Side.MERCHANT,
        organisation_name="青木家纺旗舰店",
        user_name="林悦",
        organisations=[SimpleNamespace(id=1, name="青木家纺旗舰店"), SimpleNamespace(id=2, name="青木家纺")],
        may=lambda _permission: True,
    )
    addresses = ("home", "search", "language", "notices", "sign_out", "profile", "organisation")
    rail = [
        entry("今天", "home", phone=True),
        entry("需求单", "clipboard-list"),
        entry("服务商", "users-group"),
        entry("合同", "file-text", phone=True),
        entry("月度考核", "calendar-stats", phone=True),
        entry("结算单", "receipt", phone=True),
        entry("月报", "report-analytics"),
        entry("设置", "settings"),
    ]
    shell = SimpleNamespace(**{f"{name}_url": "#" for name in addresses})
    return {"viewer": viewer, "rail": rail, "shell": shell, "notice_count": 3}


@blueprint.get("/parts")
@public
def parts() -> str:
    """Head, thread, table, chips, banners, empty state, copying."""
    return page("parts.html", states=list(STATES), **_frame())


@blueprint.get("/charts")
@public
def charts() -> str:
    """Every kind of chart."""
    moves = [Move("Fee", 49540), Move("Service credits", -1240), Move("Settlement invoice")]
    return page(
        "charts.html",
        line=line_chart(MONTHS, [Series("rate", RATES)], targets=TARGETS, target_words="target"),
        stacked=stacked_bars(
            MONTHS, [Series("day", range(9, 21)), Series("night", range(4, 16))], marked=[5]
        ),
        waterfall=waterfall(moves),
        strip=strip([abs(place * 7919 % 97) for place in range(60)], target=70),
        sparkline=sparkline(RATES, targets=TARGETS, tone="missed"),
        bullet=bullet(89.41, 92, tone="missed", high=100),
        score=score_bar(0.71, lowest=0.65, highest=0.78, gate=0.6),
        **_frame(),
    )


@blueprint.get("/form")
@public
def form() -> str:
    """An empty form with a draft."""
    return page("form.html", form=SampleForm(), **_frame())


@blueprint.post("/form")
@public
def send_form() -> Response | tuple[str, int]:
    """Take the form, or show it again with what was typed."""
    sent = SampleForm()
    taken.append(request.form.to_dict())
    if not sent.validate():
        return page("form.html", form=sent, **_frame()), 422
    flash("The form was taken.")
    return redirect_to("gallery.parts")


@blueprint.post("/file")
@public
def send_file() -> Response:
    """Take an uploaded file."""
    taken.append({name: file.filename for name, file in request.files.items()})
    flash("The file was taken.")
    return redirect_to("gallery.parts")


@blueprint.get("/why")
@public
def why() -> str:
    """The page behind a figure."""
    return page("why.html", **_frame())
