"""What the pages of sourcing share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("sourcing", __name__)
