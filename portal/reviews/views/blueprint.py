"""The blueprint under which all pages of reviews stand."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__)
