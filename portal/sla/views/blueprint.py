"""The blueprint under which the pages of the months are found."""

from flask import Blueprint

blueprint = Blueprint("sla", __name__)

LARGEST_ID = 2**31 - 1
MONTH = f"/months/<int(max={LARGEST_ID}):month_id>"
SUBMISSION = f"/submissions/<int(max={LARGEST_ID}):submission_id>"
BATCH = f"/months/upload/<int(max={LARGEST_ID}):batch_id>"
