"""Claims about the figures of a month by day and agent: kept with the file, gone with it, seen by both sides."""

from flask import Flask
from sqlalchemy import func, select

from portal.infra.db import db
from portal.sla.actions.staging import Answers, answer_questions, stage_file
from portal.sla.actions.submitting import discard, submit
from portal.sla.models import FigurePart
from portal.sla.queries.months import month, submission, terms_of
from portal.sla.queries.parts import figure_parts, month_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.months import slots_of
from tests.factories.accounts import acting_as, make_merchant
from tests.factories.cooperations import GOOD, HEADING, MOMENT, Cooperation, make_cooperation


def _staged(app: Flask, pair: Cooperation, content: str) -> int:
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        return stage_file(of, slot_key=slot, content=content.encode(), name="a.csv").id


def test_a_submitted_file_tells_its_days_and_agents_to_both_sides(app: Flask) -> None:
    pair = make_cooperation(app)
    staged = _staged(app, pair, GOOD)
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert month_parts(pair.month_id, By.AGENT) == figure_parts(staged, By.AGENT) == {}
    with acting_as(app, pair.vendor, moment=MOMENT):
        submit(submission(staged))
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert month_parts(pair.month_id, By.AGENT)
        assert month_parts(pair.month_id, By.AGENT) == figure_parts(staged, By.AGENT)
    with acting_as(app, make_merchant(app), moment=MOMENT):
        assert month_parts(pair.month_id, By.AGENT) == {}


def test_reading_a_file_again_replaces_its_parts_and_discarding_it_leaves_none(app: Flask) -> None:
    pair = make_cooperation(app)
    staged = _staged(app, pair, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        before = figure_parts(staged, By.AGENT)
        found = submission(staged)
        answer_questions(found, month(pair.month_id), tool=found.tool, answers=Answers(None, None, {}))
        assert figure_parts(staged, By.AGENT) == before
        discard(submission(staged))
        assert db.session.scalar(select(func.count()).select_from(FigurePart)) == 0


def test_a_file_of_month_totals_has_no_days(app: Flask) -> None:
    pair = make_cooperation(app)
    staged = _staged(app, pair, f"{HEADING}\n")
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert figure_parts(staged, By.DAY) == {}
