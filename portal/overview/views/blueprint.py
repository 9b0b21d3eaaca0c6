"""The blueprint under which all pages of overview stand."""

from flask import Blueprint

blueprint = Blueprint("overview", __name__)
