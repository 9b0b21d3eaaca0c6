"""What the pages of requirements share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("requirements", __name__)
