"""The blueprint under which all pages of invoicing stand, and what their addresses have in common."""

from flask import Blueprint

blueprint = Blueprint("invoicing", __name__)

NOTE = f"/invoice-notes/<int(max={2**31 - 1}):note_id>"
INVOICE = f"/invoices/<int(max={2**31 - 1}):invoice_id>"
