"""The blueprint that all pages of contracts hang on."""

from flask import Blueprint

blueprint = Blueprint("contracts", __name__)
